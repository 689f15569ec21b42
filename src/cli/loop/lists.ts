import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'

/**
 * Writes one arm as a file for whoever carries the campaign out; readable by its owner only.
 * @returns how many people are in it
 */
export async function writeList(
  app: App,
  workspace: Workspace,
  campaignId: string,
  arm: 'treatment' | 'control',
  path: string,
): Promise<number> {
  let lines = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) if (byte === 10) lines += 1
      done(null, chunk)
    },
  })
  await pipeline(
    await app.rooms.campaign.list(workspace, campaignId, arm),
    counting,
    createWriteStream(path, { mode: 0o600 }),
  )
  return Math.max(0, lines - 1) // the header is not a person
}
