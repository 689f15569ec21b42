import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { seededRandom } from '../../kit/random.ts'

const linesAtOnce = 5_000
const eventsOfPerson = 10
const codes = ['pv', 'pv', 'pv', 'pv', 'pv', 'pv', 'cart', 'fav', 'buy'] as const

/**
 * A clickstream as shops keep it: time in seconds, a code, an item and its category; with people, their number and
 * telephone too, ten events of each.
 */
export async function writeEventsFile(
  path: string,
  lines: number,
  options: { people: boolean; seed: number },
): Promise<void> {
  const random = seededRandom(options.seed)
  const people = Math.max(1, Math.floor(lines / eventsOfPerson))
  const header = `${options.people ? 'user_id,phone,' : ''}item_id,category_id,behavior_type,timestamp\n`
  const line = (n: number): string => {
    const item = random.below(20_000)
    const person = random.below(people)
    const who = options.people ? `U${person},${13_000_000_000 + person},` : ''
    return `${who}i${item},c${item % 200},${codes[random.below(codes.length)] ?? 'pv'},${1_767_225_600 + n}\n`
  }
  function* parts() {
    yield header
    for (let from = 0; from < lines; from += linesAtOnce) {
      const count = Math.min(linesAtOnce, lines - from)
      yield Array.from({ length: count }, (_, i) => line(from + i)).join('')
    }
  }
  await pipeline(Readable.from(parts()), createWriteStream(path))
}
