import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Campaign, Home, Opportunity, TimeLapse } from '../../web/src/api/types.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, openConsole } from './support/console.ts'
import type { Language } from './support/texts.ts'

const folder = process.env.LIANGTI_PICTURES

/** The pictures of the README, made by the product: `LIANGTI_PICTURES=docs/pictures npm run test:e2e -- pictures`. */
const pictures = () =>
  describe('the pictures of the README', () => {
    let product: RunningProduct
    beforeAll(async () => {
      mkdirSync(String(folder), { recursive: true })
      product = await startProduct({ demo: true, env: { LIANGTI_LOCALE: 'en' }, timeoutMs: 120_000 })
    })
    afterAll(() => product?.stop())

    const session = async (language: Language): Promise<Console> => {
      const console = await openConsole(product, language, { width: 1440, height: 900 })
      const { request } = console.browser.context
      const { email, password } = product.signIn ?? { email: '', password: '' }
      await request.post(`${product.url}/api/session`, { data: { email, password } })
      const { csrfToken } = (await (await request.get(`${product.url}/api/session`)).json()) as {
        csrfToken: string
      }
      await request.patch(`${product.url}/api/me`, {
        data: { locale: language },
        headers: { 'x-csrf-token': csrfToken },
      })
      console.slug = 'demo'
      return console
    }
    const take = async (console: Console, name: string) => {
      await console.page.mouse.move(0, 0)
      await console.page.waitForTimeout(1_500) // charts draw themselves
      await console.page.screenshot({ path: join(String(folder), name) })
    }
    const lived = async (console: Console) => {
      const path = '/demo/time-lapse'
      const state = async () => (await console.get<TimeLapse>(path).catch(() => null))?.state ?? 'absent'
      await expect.poll(state, { timeout: 120_000, interval: 1_000 }).toMatch(/running|done/)
      await console.browser.context.request.delete(`${product.url}/api/workspaces/demo${path}`)
      await console.post(path, { days: 90, secondsPerDay: 0 })
      await expect.poll(state, { timeout: 240_000, interval: 1_000 }).toBe('done')
    }

    it('are taken in English', async () => {
      const console = await session('en')
      await lived(console)
      await console.open('')
      await take(console, 'home-en.png')
      const { items } = await console.get<{ items: Opportunity[] }>('/opportunities')
      const draft = await console.post<Campaign>(`/opportunities/${items[0]?.id}/plan`)
      await console.open(`/campaigns/${draft.id}`)
      await take(console, 'campaign-plan-en.png')
      await console.open(`/insight/segments/${draft.segmentId}`)
      await take(console, 'segment-en.png')
      const mails = await console.get<{ items: { id: string }[] }>('/mail-catcher?limit=1')
      await console.open(`/interaction/mail?id=${mails.items[0]?.id}`)
      await take(console, 'mail-en.png')
      await console.close()
    })

    it('are taken in Chinese', async () => {
      const console = await session('zh-CN')
      await console.open('')
      await take(console, 'home-zh-CN.png')
      await console.open('/insight/rfm')
      await take(console, 'rfm-zh-CN.png')
      const home = await console.get<Home>('/home')
      await console.open(`/campaigns/${home.featured?.campaignId}?tab=report`)
      await take(console, 'report-zh-CN.png')
      await console.close()
    })
  })

if (folder) pictures()
