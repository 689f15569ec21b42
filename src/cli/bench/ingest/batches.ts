/** Events of one request. */
export const batchEvents = 100
/** Different people the events are about. */
export const people = 10_000

const idDigits = 8
const personDigits = 6
const zero = 48

interface Spot {
  at: number
  digits: number
}

/**
 * Bodies of `/v1/batch`, about 300 bytes an event. Only the digits that make an event another one are written anew for
 * each body: what a sender computes is time the server does not have.
 * @param now of the events, so that no machine's clock finds them too early or too late
 */
export function batchMaker(now: Date): (n: number) => Buffer {
  const mark = (digits: number) => '#'.repeat(digits)
  const events = Array.from({ length: batchEvents }, (_, i) => {
    const at = new Date(now.getTime() - (i % 60) * 1_000).toISOString()
    return `{"type":"track","messageId":"${mark(idDigits)}-0f3a-4c41-b2d8-84e76a51c90b","userId":"c-${mark(personDigits)}","event":"Product Viewed","timestamp":"${at}","properties":{"product_id":"p-${i * 5}","category":"tea","price":${(i % 90) + 9.9},"list":"autumn","position":${i % 20},"currency":"CNY"}}`
  })
  const text = `{"batch":[${events.join(',')}]}`
  const spots = [...text.matchAll(/#+/g)].map((found): Spot => ({ at: found.index, digits: found[0].length }))
  const template = Buffer.from(text)
  return (n) => {
    const body = Buffer.from(template)
    spots.forEach((spot, i) => {
      const event = n * batchEvents + (i >> 1)
      if (i % 2 === 0) putHex(body, spot, Math.imul(event, 0x9e3779b1) >>> 0)
      else putDigits(body, spot, (event * 7_919) % people)
    })
    return body
  }
}

const hex = Buffer.from('0123456789abcdef')

/** As the ids of real clients look: an odd factor makes 2^32 numbers into as many others. */
function putHex(body: Buffer, { at, digits }: Spot, value: number): void {
  let rest = value
  for (let i = at + digits - 1; i >= at; i--) {
    body[i] = hex[rest & 15] ?? zero
    rest >>>= 4
  }
}

function putDigits(body: Buffer, { at, digits }: Spot, value: number): void {
  let rest = value
  for (let i = at + digits - 1; i >= at; i--) {
    body[i] = zero + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}
