import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** Chromium, in this order: CHROMIUM_PATH, the system's, the one npm brings (Linux x64). */
async function executable(): Promise<{ path: string; env: Record<string, string> }> {
  if (process.env.CHROMIUM_PATH) return { path: process.env.CHROMIUM_PATH, env: {} }
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
    if (existsSync(path)) return { path, env: {} }
  // Tells the package to unpack the system libraries it needs beside the browser.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: bundled } = await import('@sparticuz/chromium')
  return { path: await bundled.executablePath(), env: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' } }
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A reader's browser: the product takes one that calls itself headless for a link scanner. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'

export interface TestBrowser {
  page: Page
  context: BrowserContext
  /** What the page complained about: script errors, refused resources, failed requests to us. */
  complaints: string[]
  close(): Promise<void>
}

/** A browser with an empty profile. */
export async function openBrowser(options: {
  locale: 'zh-CN' | 'en'
  width?: number
  height?: number
}): Promise<TestBrowser> {
  const { path, env } = await executable()
  const profile = mkdtempSync(join(tmpdir(), 'liangti-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    headless: true,
    // As a flag too: frames in a process of their own, such as a sandboxed mail, do not get the context's.
    args: [...flags, `--user-agent=${userAgent}`],
    env: { ...process.env, ...env } as Record<string, string>,
    locale: options.locale === 'en' ? 'en-GB' : 'zh-CN',
    userAgent,
    timezoneId: 'Asia/Shanghai',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    reducedMotion: 'reduce',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  // On the context, so that the tabs a mail's links open are heard too.
  context.on('weberror', (error) => complaints.push(`script: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    complaints.push(`console: ${message.text()} (${message.location().url})`)
  })
  return {
    page,
    context,
    complaints,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
