import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assetRoutes } from '../../../src/interaction/assets/routes.ts'
import { email } from '../../../src/interaction/channels/email.ts'
import { brandRoutes } from '../../../src/interaction/content/brand/routes.ts'
import { templates } from '../../../src/interaction/content/templates/index.ts'
import { askPage } from '../../../src/interaction/tracking/pages.ts'
import type { Actor, RawReply, RequestContext } from '../../../src/kit/api.ts'
import { standardBrand } from '../../../src/kit/brand.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { assetUses } from '../../../src/server/wiring/asset-uses.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { pngOf } from '../assets/pictures.ts'
import { sameForAll } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

const publicUrl = 'https://mail.shop.example'
const actor: Actor = { kind: 'user', id: 'u1', permissions: new Set() }
let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage.close())

const now = (): Promise<Workspace> => getWorkspace(stage.ledger, { id: stage.workspace.id }, stage.clock)
async function call(
  id: string,
  input: { query?: object; params?: object; body?: object; file?: [string, Buffer] },
) {
  const { ledger } = stage
  const deps = { ledger, assetUses: (workspace: Workspace) => assetUses(ledger, workspace) }
  const found = [...assetRoutes(deps), ...brandRoutes(deps, () => publicUrl)].find(
    (each) => each.endpoint.id === id,
  )
  if (!found) throw new Error(`There is no ${id}.`)
  const { endpoint } = found
  const answer = await found.handle(
    { workspace: await now(), actor, locale: 'en' } as unknown as RequestContext,
    {
      params: endpoint.params?.parse({ workspace: 'test', ...input.params }),
      query: endpoint.query?.parse(input.query ?? {}),
      body: endpoint.body?.parse(input.body),
      upload: input.file ? { fileName: input.file[0], stream: Readable.from([input.file[1]]) } : null,
    },
  )
  return (endpoint.responseType ? answer : endpoint.response.parse(answer)) as Record<string, never>
}
const add = (name: string, content: Buffer, alt = 'A coat') =>
  call('addAsset', { query: { alt }, file: [name, content] }) as unknown as Promise<{
    id: string
    path: string
    width: number
    height: number
  }>
const look = {
  ...standardBrand,
  name: { en: 'Green & Co', 'zh-CN': '青禾' },
  senderName: '青禾服务',
  colours: { ...standardBrand.colours, accent: '#0b5d3b' },
  address: { en: '1 Harbour Road\nHong Kong', 'zh-CN': '上海市静安区 1 号' },
  legal: { en: 'Registered <no. 1>', 'zh-CN': '' },
  links: [{ label: { en: 'Shop', 'zh-CN': '商城' }, url: 'https://shop.example/?a=1&b=2' }],
}

describe('pictures', () => {
  it('are known by their bytes alone, kept once, and served for ever', async () => {
    const first = await add('coat.svg', pngOf(640, 320))
    const again = await add('other.exe', pngOf(640, 320), 'A red coat')
    expect(again).toMatchObject({
      id: first.id,
      kind: 'png',
      alt: 'A red coat',
      width: 640,
      height: 320,
      uses: [],
    })
    const file = first.path.slice(3)
    const reply = (await call('showAsset', { params: { file } })) as unknown as RawReply
    expect(reply.contentType).toBe('image/png')
    expect(reply.headers?.['cache-control']).toContain('immutable')
    expect(Buffer.compare(reply.raw as Buffer, pngOf(640, 320))).toBe(0)
    const asGif = call('showAsset', { params: { file: file.replace('.png', '.gif') } })
    await expect(asGif).rejects.toMatchObject({ code: 'common.notFound' })
  })

  it.each([
    ['a script in an SVG', Buffer.from('<svg onload="alert(1)"/>'.padEnd(80)), 'interaction.noPicture'],
    ['one that is too wide', pngOf(9_000, 10), 'interaction.pictureSize'],
  ])('refuse %s', async (_, content, code) => {
    await expect(add('x.png', content)).rejects.toMatchObject({ code })
  })

  it('refuse what goes beyond the quota', async () => {
    await sql`INSERT INTO assets (workspace_id, hash, kind, name, alt, width, height, bytes, content, added_at, added_by)
      VALUES (${stage.workspace.id}, ${'f'.repeat(32)}, 'png', 'x', 'x', 1, 1, ${200 * 1024 ** 2}, '', now(), 'u1')`.execute(
      stage.ledger.db,
    )
    await expect(add('x.png', pngOf(2, 2))).rejects.toMatchObject({ code: 'interaction.pictureQuota' })
    await sql`DELETE FROM assets WHERE hash = ${'f'.repeat(32)}`.execute(stage.ledger.db)
  })

  it('say where they are used, and stay while they are', async () => {
    const { id, path } = await add('used.png', pngOf(3, 3))
    await stage.ledger.db
      .insertInto('creatives')
      .values({
        ...{ id: stage.campaignId, workspace_id: stage.workspace.id, name: 'Autumn' },
        content: { mjml: `<mj-image src="${path}" alt="x" />` },
        created_at: stage.clock.now(),
        updated_at: stage.clock.now(),
      })
      .execute()
    const { items } = (await call('listAssets', {})) as unknown as { items: { id: string; uses: object[] }[] }
    expect(items.find((each) => each.id === id)?.uses).toEqual([
      { kind: 'creative', id: stage.campaignId, name: 'Autumn' },
    ])
    await expect(call('deleteAsset', { params: { id } })).rejects.toMatchObject({
      code: 'interaction.pictureInUse',
    })
    await stage.ledger.db.deleteFrom('creatives').execute()
    expect(await call('deleteAsset', { params: { id } })).toEqual({ id })
    await expect(call('showAsset', { params: { file: path.slice(3) } })).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})

describe('brand', () => {
  it('is kept in versions; an earlier one comes back, and two who change it at once are told', async () => {
    expect(await call('getBrand', {})).toMatchObject({ version: 0, versions: [], brand: standardBrand })
    expect(await call('saveBrand', { body: { brand: look, after: 0 } })).toMatchObject({
      version: 1,
      brand: look,
    })
    const late = call('saveBrand', { body: { brand: standardBrand, after: 0 } })
    await expect(late).rejects.toMatchObject({ code: 'interaction.brandChanged' })
    expect(await call('saveBrand', { body: { brand: standardBrand, after: 1 } })).toMatchObject({
      version: 2,
    })
    expect(await call('saveBrand', { body: { brand: look, after: 2 } })).toMatchObject({
      version: 3,
      brand: look,
    })
  })

  it('refuses words nobody could read, and a logo that is no picture of the workspace', async () => {
    const pale = { ...look, colours: { ...look.colours, ink: '#cccccc' } }
    const asPale = call('saveBrand', { body: { brand: pale, after: 3 } })
    await expect(asPale).rejects.toMatchObject({ code: 'interaction.brandContrast' })
    const logo = { path: `/a/${'0'.repeat(32)}.png`, width: 10, height: 10 }
    const asForeign = call('saveBrand', { body: { brand: { ...look, logo }, after: 3 } })
    await expect(asForeign).rejects.toMatchObject({ code: 'common.notFound' })
  })

  it('is in every mail: sender, colours, logo, footer, and the plain text', async () => {
    const { path, width, height } = await add('logo.png', pngOf(400, 100), 'Logo')
    await call('saveBrand', { body: { brand: { ...look, logo: { path, width, height } }, after: 3 } })
    const workspace = await now()
    const delivery = { id: stage.campaignId, campaignId: stage.campaignId, personKey: 1, channel: 'email' }
    const plan = (await sameForAll(workspace, [delivery as never])).get(delivery.id)
    if (!plan) throw new Error('There is no plan.')
    const tools = {
      ledger: stage.ledger,
      vaultOf: async () => stage.vault,
      publicUrl,
      mailFrom: 'Liangti <hello@liangti.example>',
    }
    const compose = email.compose(email.settings.parse({ host: 'x.example', port: 25 }), tools)
    for (const template of templates) {
      const message = await compose({
        workspace,
        delivery,
        plan: { ...plan, contentKey: template.id, source: template },
        recipient: { address: 'li@x.example', blindIndex: Buffer.alloc(1), name: '李' } as never,
        at: stage.clock.now(),
      })
      const { from, html, text } = message as { from: string; html: string; text: string }
      expect(from).toBe('青禾服务 <hello@liangti.example>')
      expect(html).toContain(`src="${publicUrl}${path}"`)
      expect(html).toContain('#0b5d3b')
      expect(html).not.toMatch(/#c8432b|\{\{|brand\./)
      const address = template.language === 'en' ? ['1 Harbour Road', 'Hong Kong'] : ['上海市静安区 1 号']
      for (const line of address) {
        expect(html).toContain(line)
        expect(text).toContain(line)
      }
      if (template.language === 'en') expect(html).toContain('Registered &#60;no. 1&#62;')
      // Links of the footer are counted as any other.
      expect(html).not.toContain('https://shop.example/?a=1')
    }
  })

  it('is on hosted pages, and in a preview before it is saved', async () => {
    const page = askPage('en', await now(), '/t/p/x')
    expect(page).toContain('--accent:#0b5d3b')
    expect(page).toContain('alt="Green &#38; Co"')
    expect(page).toContain('1 Harbour Road<br>Hong Kong')
    expect(page).not.toContain('<no. 1>')
    const brand = { ...look, colours: { ...look.colours, accent: '#123456', onAccent: '#223344' } }
    const preview = (await call('previewBrand', { body: { brand, language: 'zh-CN' } })) as unknown as {
      mail: string
      page: string
      contrasts: { pair: string; enough: boolean }[]
    }
    expect(preview.mail).toContain('#123456')
    expect(preview.page).toContain('#123456')
    expect(preview.contrasts).toMatchObject([
      { pair: 'text', enough: true },
      { pair: 'button', enough: false },
    ])
  })
})
