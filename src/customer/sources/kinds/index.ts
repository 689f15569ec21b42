import type { SourceKind } from '../../../stores/ledger/schema/sources.ts'
import type { SourceDefinition } from '../define-source.ts'
import { folder } from './folder.ts'
import { http } from './http.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'
import { s3 } from './s3.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

/** Every kind that is set up by a form; a new one is a line here. Streams and uploads make themselves. */
export const sourceKinds: readonly SourceDefinition[] = [folder, http, webhook, postgres, mysql, s3, wecom]

export function kindOf(kind: SourceKind): SourceDefinition | null {
  return sourceKinds.find((one) => one.kind === kind) ?? null
}
