import type { Locator, Page } from 'playwright-core'
import type { OrdersFile } from './orders-file.ts'

/** How a person works the console; the loop is walked once with each. */
export interface Hand {
  /** Presses a button, follows a link. */
  press(target: Locator): Promise<void>
  write(target: Locator, text: string): Promise<void>
  /** Moves a slider to a value between its ends. */
  slide(target: Locator, value: number): Promise<void>
  giveFile(page: Page, file: OrdersFile, button: Locator): Promise<void>
}

export const mouse: Hand = {
  press: (target) => target.click(),
  write: async (target, text) => {
    await target.click()
    await target.fill(text)
  },
  slide: async (target, value) => {
    const { low, high } = await ends(target)
    const rail = target.locator('xpath=..')
    const box = await rail.boundingBox()
    if (!box) throw new Error('The slider is not on the page.')
    await rail.click({ position: { x: (box.width * (value - low)) / (high - low), y: box.height / 2 } })
  },
  // Wherever on the page, and whether or not it has loaded.
  giveFile: (page, file) => dropFile(page, file),
}

/** Drops a file on the page, wherever the pointer is. */
export async function dropFile(page: Page, file: { name: string; csv: string }): Promise<void> {
  // In the page's own words: this file is checked without a browser's types.
  const [name, csv] = [JSON.stringify(file.name), JSON.stringify(file.csv)]
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    data.items.add(new File([${csv}], ${name}, { type: 'text/csv' }))
    return data
  })()`)
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer })
}

/** Tab, Enter, arrows and letters; nothing is ever pointed at. */
export const keyboard: Hand = {
  press: async (target) => {
    await walkTo(target)
    await target.page().keyboard.press('Enter')
  },
  write: async (target, text) => {
    await walkTo(target)
    await target.page().keyboard.press('Control+A')
    await target.page().keyboard.type(text)
  },
  slide: async (target, value) => {
    await walkTo(target)
    const now = Number(await target.getAttribute('aria-valuenow'))
    const key = value > now ? 'ArrowRight' : 'ArrowLeft'
    for (let step = 0; step < Math.abs(value - now); step++) await target.page().keyboard.press(key)
  },
  giveFile: async (page, file, button) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), keyboard.press(button)])
    await chooser.setFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.csv) })
  },
}

/** More steps than any page has places to stop at. */
const mostSteps = 200

/** Goes on with Tab until the target has the focus. @throws when it never gets it: it cannot be reached by keyboard */
export async function walkTo(target: Locator): Promise<void> {
  await target.waitFor()
  const page = target.page()
  for (let step = 0; step < mostSteps; step++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Not reached with ${mostSteps} × Tab: ${target}`)
}

async function ends(target: Locator): Promise<{ low: number; high: number }> {
  return {
    low: Number(await target.getAttribute('aria-valuemin')),
    high: Number(await target.getAttribute('aria-valuemax')),
  }
}

export interface Stop {
  name: string
  /** It lies in the window, and something about it or around it shows that it has the focus. */
  seen: boolean
}

/** In the page's own words: this file is checked without a browser's types. */
const whereTheFocusIs = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const shown = (one) => {
    const style = getComputedStyle(one)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }
  // A field's ring is drawn by the box around it, a switch's by what stands beside its hidden input.
  const rings = [element, element.parentElement, element.parentElement?.parentElement,
    element.parentElement?.parentElement?.parentElement, element.nextElementSibling].filter(Boolean)
  const box = element.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight
  const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
  return { name: (name || element.outerHTML).slice(0, 80), seen: inside && rings.some(shown) }
})()`

/** Presses Tab until the page has been walked through, at most `most` times. */
export async function walkThrough(page: Page, most: number): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab')
    const stop = (await page.evaluate(whereTheFocusIs)) as Stop | null
    if (stop === null) break
    stops.push(stop)
  }
  return stops
}
