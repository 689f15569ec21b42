import { chain, counted, gunzipped, isTruncation, takeHead } from './bytes.ts'
import { createColumnFinder } from './json-lines.ts'
import { recordLimit, refusing } from './refusing.ts'
import { containerOf, type Encoding } from './sniff.ts'
import type { FileSource } from './source.ts'

/** All names in a file of JSON lines: a first way through it. Damage is left to the second. */
export async function jsonColumns(
  source: FileSource,
  encoding: Encoding,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const raw = source.open()
  const abort = () => raw.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  const finder = createColumnFinder(recordLimit)
  const decoder = new TextDecoder(encoding)
  try {
    const bytes = counted(raw, { bytes: 0 })
    const head = await takeHead(bytes, source)
    const whole = chain(head.bytes, bytes)
    const plain = containerOf(head.bytes) === 'gzip' ? gunzipped(whole) : whole
    for await (const chunk of plain)
      refusing(source.name, () => finder.push(decoder.decode(chunk, { stream: true }), noRow))
    refusing(source.name, () => finder.end(noRow))
  } catch (error) {
    if (!isTruncation(error)) throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    raw.destroy()
  }
  return finder.columns
}
const noRow = () => undefined
