import { z } from 'zod'
import { canonicalFields, mappingSchema } from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { type Fact, fact, listed, own, say } from './fact.ts'

export interface SourceRow {
  id: string
  kind: string
  name: string
  owner: string
  brings: keyof typeof canonicalFields
  enabled: boolean
  fields: string[]
  attributes: string[]
}

const kinds: Readonly<Record<string, Localized>> = {
  stream: say('Events as they happen', '实时事件流'),
  upload: say('Uploaded files', '上传的文件'),
  folder: say('Watched folder', '监视文件夹'),
  http: say('HTTP interface', 'HTTP 接口'),
  webhook: say('Webhook', '推送（Webhook）'),
  postgres: say('PostgreSQL tables', 'PostgreSQL 数据表'),
  mysql: say('MySQL tables', 'MySQL 数据表'),
  s3: say('Object storage', '对象存储'),
}
const brings: Readonly<Record<SourceRow['brings'], Localized>> = {
  customers: say('Customers', '客户'),
  products: say('Products (nothing about people)', '商品（不含个人信息）'),
  orders: say('Orders', '订单'),
  touches: say('Contacts and answers', '接触与回应'),
  events: say('Behaviour events', '行为事件'),
}

/** Sources that are there, with the fields their mappings fill. */
export async function readSources(ledger: Ledger, workspace: Workspace): Promise<SourceRow[]> {
  const rows = await ledger.db
    .selectFrom('sources')
    .leftJoin('users', 'users.id', 'sources.owner_id')
    .select(['sources.id', 'sources.kind', 'sources.name', 'sources.owner', 'sources.brings'])
    .select(['sources.enabled', 'sources.mapping', 'users.display_name as member'])
    .where('sources.workspace_id', '=', workspace.id)
    .where('sources.deleted_at', 'is', null)
    .orderBy('sources.name')
    .orderBy('sources.id')
    .execute()
  return rows.map((row) => {
    const mapping = mappingSchema.or(z.null()).catch(null).parse(row.mapping)
    return {
      ...{ id: row.id, kind: row.kind, name: row.name, brings: row.brings, enabled: row.enabled },
      owner: row.member ?? row.owner,
      fields: Object.keys(mapping?.fields ?? {}).sort(),
      attributes: Object.keys(mapping?.attributes ?? {}).sort(),
    }
  })
}

export function sourceFacts(rows: readonly SourceRow[]): Fact[] {
  return rows.map((row) => {
    const known = canonicalFields[row.brings]
    // A stream has no mapping: its events name visitors and customers as they come.
    const fields =
      row.kind === 'stream'
        ? [
            say('visitor and customer identifiers', '访客与客户标识'),
            say('events with properties', '事件及其属性'),
          ]
        : row.fields.map((name) => known[name]?.label ?? own(name))
    const { name: _, id: __, ...raw } = row
    return fact(row.id, own(row.name), raw, [
      [say('Kind', '类型'), kinds[row.kind] ?? own(row.kind)],
      [say('Brings', '带来'), brings[row.brings]],
      [say('Owner', '负责人'), row.owner === '' ? say('nobody named', '未指定') : own(row.owner)],
      [say('Data', '数据项'), listed([...fields, ...row.attributes.map(own)])],
      ...(row.enabled ? [] : ([[say('State', '状态'), say('switched off', '已停用')]] as const)),
    ])
  })
}
