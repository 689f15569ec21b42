import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'

export interface DnsServer {
  /** `127.0.0.1:port` */
  address: string
  /** Records by name, each in its pieces; `silent` under a name: no answer at all. */
  records: Map<string, readonly (readonly string[])[] | 'silent'>
  close(): Promise<void>
}

/** A name server that answers TXT questions by UDP, as RFC 1035 writes them down. */
export async function startDnsServer(): Promise<DnsServer> {
  const records: DnsServer['records'] = new Map()
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    const { name, end } = nameAt(question, 12)
    const found = records.get(name.toLowerCase())
    if (found === 'silent') return
    const head = Buffer.alloc(12)
    question.copy(head, 0, 0, 2)
    // An answer with authority; NXDOMAIN where nothing is known.
    head.writeUInt16BE(found ? 0x8580 : 0x8583, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(found?.length ?? 0, 6)
    const answers = (found ?? []).map(txtAnswer)
    socket.send(Buffer.concat([head, question.subarray(12, end + 4), ...answers]), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    records,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

function nameAt(message: Buffer, from: number): { name: string; end: number } {
  const labels: string[] = []
  let at = from
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

function txtAnswer(pieces: readonly string[]): Buffer {
  const data = Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([Buffer.byteLength(piece)]), Buffer.from(piece)])),
  )
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0) // the name of the question
  head.writeUInt16BE(16, 2) // TXT
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(0, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
