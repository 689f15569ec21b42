import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Campaign, Home, Opportunity, TimeLapse } from '../../web/src/api/types.ts'
import { type RunningProduct, startProduct } from '../support/product.ts'
import { type Console, openConsole } from './support/console.ts'
import type { Language } from './support/texts.ts'

const folder = process.env.LIANGTI_PICTURES

/** Made by the product itself: `LIANGTI_PICTURES=docs/pictures npx vitest run --project e2e pictures`. */
function pictures(language: Language, take: (session: Session) => Promise<void>): void {
  describe(`the pictures of the README, ${language}`, () => {
    let product: RunningProduct
    let console: Console
    beforeAll(async () => {
      mkdirSync(String(folder), { recursive: true })
      product = await startProduct({ demo: true, env: { LIANGTI_LOCALE: language }, timeoutMs: 120_000 })
      console = await openConsole(product, language, { width: 1440, height: 900 })
      const { email, password } = product.signIn ?? { email: '', password: '' }
      await console.browser.context.request.post(`${product.url}/api/session`, { data: { email, password } })
      console.slug = 'demo'
    })
    afterAll(async () => {
      await console?.close()
      await product?.stop()
    })

    it('are taken when the ninety days have passed', async () => {
      await liveThrough(console)
      const shot = async (name: string) => {
        await console.page.mouse.move(0, 0)
        await console.page.waitForTimeout(1_500) // charts draw themselves
        await console.page.screenshot({ path: join(String(folder), `${name}-${language}.png`) })
      }
      await take({ console, shot })
    })
  })
}

interface Session {
  console: Console
  shot(name: string): Promise<void>
}

/** The demo starts its time-lapse by itself at a day a second; it is stopped and run on without waiting. */
async function liveThrough(console: Console): Promise<void> {
  const path = '/demo/time-lapse'
  const state = async () => (await console.get<TimeLapse>(path).catch(() => null))?.state ?? 'absent'
  await expect.poll(state, { timeout: 120_000, interval: 1_000 }).toMatch(/running|done/)
  await console.remove(path)
  await expect.poll(state, { timeout: 30_000 }).toMatch(/stopped|done/)
  await console.post(path, { days: 90, secondsPerDay: 0 })
  await expect.poll(state, { timeout: 240_000, interval: 1_000 }).toBe('done')
}

async function english({ console, shot }: Session): Promise<void> {
  await console.open('')
  await shot('home')
  const { items } = await console.get<{ items: Opportunity[] }>('/opportunities')
  // One whose forecast rests on a campaign that has ended.
  const best = items.find((item) => item.incrementalMarginMinor.basis === 'history') ?? items[0]
  const draft = await console.post<Campaign>(`/opportunities/${best?.id}/plan`)
  await console.open(`/campaigns/${draft.id}`)
  await shot('campaign-plan')
  await console.open(`/insight/segments/${draft.segmentId}`)
  await shot('segment')
  const mails = await console.get<{ items: { id: string }[] }>('/mail-catcher?limit=1')
  await console.open(`/interaction/mail?id=${mails.items[0]?.id}`)
  await shot('mail')
}

async function chinese({ console, shot }: Session): Promise<void> {
  await console.open('')
  await shot('home')
  await console.open('/insight/rfm')
  await console.page.locator('.rfm-cell').nth(4).click() // bought lately and often
  await shot('rfm')
  const home = await console.get<Home>('/home')
  await console.open(`/campaigns/${home.featured?.campaignId}?tab=report`)
  await shot('report')
}

// Not registered without a folder, so that no run counts them as skipped.
if (folder) {
  pictures('en', english)
  pictures('zh-CN', chinese)
}
