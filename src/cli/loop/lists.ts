import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'

const batch = 5_000

/**
 * Writes one arm as a file for whoever carries the campaign out: your own customer number, our pseudonymous id, the arm.
 * @returns how many people are in it
 */
export async function writeList(
  app: App,
  workspace: Workspace,
  campaignId: string,
  arm: 'treatment' | 'control',
  path: string,
): Promise<number> {
  const lines = createInterface({
    input: await app.rooms.campaign.list(workspace, campaignId, arm),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  const file = createWriteStream(path, { mode: 0o600 })
  // The mark lets spreadsheet programs read Chinese customer numbers.
  file.write('\uFEFFcustomer,customer_id,arm\r\n')
  let keys: number[] = []
  let written = 0
  const flush = async () => {
    const accounts = await app.rooms.customer.persons.accounts(workspace, keys)
    for (const key of keys) file.write(`${csvCell(accounts.get(key) ?? '')},${key},${arm}\r\n`)
    written += keys.length
    keys = []
  }
  let header = true
  for await (const line of lines) {
    if (header || line === '') {
      header = false
      continue
    }
    keys.push(Number(line.split(',')[0]?.replaceAll('"', '')))
    if (keys.length >= batch) await flush()
  }
  await flush()
  file.end()
  await finished(file)
  return written
}

/** Quoted where needed; a leading formula sign is defused, because people open lists in spreadsheets. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
