/** Events of one request. */
export const batchEvents = 100
/** Different people the events are about. */
export const people = 10_000

const idDigits = 12
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
    return `{"type":"track","messageId":"bench-${mark(idDigits)}-0f3a9c41d2b84e76","userId":"c-${mark(personDigits)}","event":"Product Viewed","timestamp":"${at}","properties":{"product_id":"p-${i * 5}","category":"tea","price":${(i % 90) + 9.9},"list":"autumn","position":${i % 20},"currency":"CNY"}}`
  })
  const text = `{"batch":[${events.join(',')}]}`
  const spots = [...text.matchAll(/#+/g)].map((found): Spot => ({ at: found.index, digits: found[0].length }))
  const template = Buffer.from(text)
  return (n) => {
    const body = Buffer.from(template)
    spots.forEach((spot, i) => {
      const event = n * batchEvents + (i >> 1)
      put(body, spot, i % 2 === 0 ? event : (event * 7_919) % people)
    })
    return body
  }
}

function put(body: Buffer, { at, digits }: Spot, value: number): void {
  let rest = value
  for (let i = at + digits - 1; i >= at; i--) {
    body[i] = zero + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}
