import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { TFunction } from 'i18next'
import type { Page } from 'playwright-core'
import { type Formatter, makeFormatter } from '../../../web/src/ui/format.ts'
import { openBrowser, type TestBrowser } from '../../support/browser.ts'
import type { RunningProduct } from '../../support/product.ts'
import { type Language, textsOf } from './texts.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Flaw {
  /** What was looked at. */
  where: string
  rule: string
  impact: string
  /** The first elements concerned. */
  elements: string[]
}

/** The console in one browser: its words, its answers from the API, and what is wrong with its pages. */
export interface Console {
  language: Language
  t: TFunction
  format: Formatter
  page: Page
  browser: TestBrowser
  /** Everything `look` found, over all pages. */
  flaws: Flaw[]
  /** Which workspace `get` and `open` speak of. */
  slug: string
  /** What the API says, in the session of this browser: `get<Home>('/home')`. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  remove(path: string): Promise<void>
  /** Opens a page of the workspace by its address. */
  open(path: string): Promise<void>
  /** Waits until nothing loads, then looks for flaws. */
  look(where: string, page?: Page): Promise<void>
  close(): Promise<void>
}

export async function openConsole(
  product: RunningProduct,
  language: Language,
  size: { width?: number; height?: number } = {},
): Promise<Console> {
  const browser = await openBrowser({ locale: language, ...size })
  const { page, context } = browser
  context.setDefaultTimeout(15_000)
  const flaws: Flaw[] = []
  const api = (self: Console, path: string) => `${product.url}/api/workspaces/${self.slug}${path}`
  const answered = async <T>(answer: {
    ok(): boolean
    json(): Promise<unknown>
    text(): Promise<string>
    url(): string
  }) => {
    if (!answer.ok()) throw new Error(`${answer.url()}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const csrf = async () => {
    const session = await answered<{ csrfToken: string }>(
      await context.request.get(`${product.url}/api/session`),
    )
    return { 'x-csrf-token': session.csrfToken }
  }
  const self: Console = {
    language,
    t: await textsOf(language),
    format: makeFormatter(language, 'Asia/Shanghai'),
    page,
    browser,
    flaws,
    slug: '',
    get: async <T>(path: string) => answered<T>(await context.request.get(api(self, path))),
    post: async <T>(path: string, body: unknown = {}) =>
      answered<T>(await context.request.post(api(self, path), { data: body, headers: await csrf() })),
    remove: async (path) => {
      await answered(await context.request.delete(api(self, path), { headers: await csrf() }))
    },
    open: async (path) => {
      await page.goto(`${product.url}/w/${self.slug}${path}`)
      await settled(page)
    },
    look: async (where, other = page) => {
      await settled(other)
      flaws.push(...(await flawsOf(other, `${where} (${language})`)))
    },
    close: () => browser.close(),
  }
  return self
}

/** Signs in by the printed link and waits for the first page. */
export async function enter(console: Console, link: string): Promise<void> {
  await console.page.goto(link)
  await console.page.waitForURL(/\/w\/[^/]+$/)
  console.slug = /\/w\/([^/]+)$/.exec(console.page.url())?.[1] ?? ''
  await settled(console.page)
}

/** Nothing is loading any more: no skeleton, no chart on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}

interface AxeResult {
  passes: unknown[]
  violations: { id: string; impact: string | null; nodes: { target: unknown[] }[] }[]
}

async function flawsOf(page: Page, where: string): Promise<Flaw[]> {
  // Through the debugger and not as a script element: the page's own policy stays in force.
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  const result = (await page.evaluate(
    'window.axe.run(document, { resultTypes: ["violations"], iframes: false })',
  )) as AxeResult
  if (result.passes.length < 5) throw new Error(`axe found next to nothing to look at: ${where}`)
  const flaws: Flaw[] = result.violations.map((violation) => ({
    where,
    rule: violation.id,
    impact: violation.impact ?? 'unknown',
    elements: violation.nodes.slice(0, 3).map((node) => node.target.join(' ')),
  }))
  const { wide, view, past } = await page.locator('html').evaluate((html) => ({
    wide: html.scrollWidth,
    view: html.clientWidth,
    past: [...html.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > html.clientWidth)
      .filter((element) => !element.closest('.table-scroll, .rail'))
      .slice(-3)
      .map((element) => `${element.tagName}.${element.className}: ${element.textContent}`.slice(0, 120)),
  }))
  if (wide > view)
    flaws.push({
      where,
      rule: 'scrolls sideways',
      impact: 'serious',
      elements: [`${wide} > ${view}`, ...past],
    })
  return flaws
}
