import { setImmediate as pause } from 'node:timers/promises'
import type { PrintJob } from './job.ts'
import { drawLabels } from './labels.ts'
import { drawLetter } from './letter.ts'
import { newSheet } from './sheet.ts'

/** Draws the file of a batch; its bytes come as they are ready. */
export async function print(
  { design, letters, labels }: PrintJob,
  give: (bytes: Uint8Array) => void,
): Promise<void> {
  const sheet = newSheet(design.brand)
  const ended = new Promise<void>((resolve, reject) => {
    sheet.on('data', (chunk: Buffer) => give(new Uint8Array(chunk)))
    sheet.on('end', resolve)
    sheet.on('error', reject)
  })
  if (labels !== null) drawLabels(sheet, labels, letters)
  else
    for (const letter of letters) {
      drawLetter(sheet, design, letter)
      await pause()
    }
  sheet.end()
  await ended
}
