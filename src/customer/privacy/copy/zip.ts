import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: AsyncIterable<string>
}

const flags = 0x0808 // sizes follow the data; names are UTF-8
const deflate = 8
const versionNeeded = 20

/** A ZIP as it is made, entry after entry; memory holds one piece. Entries and the whole stay below 4 GB. */
export async function* zipOf(entries: readonly ZipEntry[], at: Date): AsyncGenerator<Buffer> {
  const stamp = dosTime(at)
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const title = Buffer.from(name, 'utf8')
    const start = offset
    const head = header(0x04034b50, 30, title, stamp, [0, 0, 0])
    yield head
    offset += head.length
    const sizes = { crc: 0, packed: 0, plain: 0 }
    for await (const piece of deflated(content, sizes)) {
      yield piece
      offset += piece.length
    }
    const trailer = Buffer.alloc(16)
    trailer.writeUInt32LE(0x08074b50, 0)
    trailer.writeUInt32LE(sizes.crc, 4)
    trailer.writeUInt32LE(sizes.packed, 8)
    trailer.writeUInt32LE(sizes.plain, 12)
    yield trailer
    offset += trailer.length
    directory.push(centralHeader(title, stamp, [sizes.crc, sizes.packed, sizes.plain], start))
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  yield Buffer.concat([central, end])
}

async function* deflated(
  content: AsyncIterable<string>,
  sizes: { crc: number; packed: number; plain: number },
): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw()
  const feeding = (async () => {
    try {
      for await (const text of content) {
        const bytes = Buffer.from(text, 'utf8')
        sizes.crc = crc32(bytes, sizes.crc)
        sizes.plain += bytes.length
        if (!packer.write(bytes)) await new Promise((resolve) => packer.once('drain', resolve))
      }
      packer.end()
    } catch (error) {
      packer.destroy(error as Error)
    }
  })()
  for await (const piece of packer as AsyncIterable<Buffer>) {
    sizes.packed += piece.length
    yield piece
  }
  await feeding
}

type Stamp = [time: number, date: number]
type Sums = [crc: number, packed: number, plain: number]

function header(mark: number, size: number, title: Buffer, [time, date]: Stamp, sums: Sums): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32LE(mark, 0)
  bytes.writeUInt16LE(versionNeeded, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt16LE(deflate, 8)
  bytes.writeUInt16LE(time, 10)
  bytes.writeUInt16LE(date, 12)
  sums.forEach((sum, i) => {
    bytes.writeUInt32LE(sum, 14 + i * 4)
  })
  bytes.writeUInt16LE(title.length, 26)
  return Buffer.concat([bytes, title])
}

/** As the local header, with the version it was made by before, and where it stands behind. */
function centralHeader(title: Buffer, stamp: Stamp, sums: Sums, offset: number): Buffer {
  const local = header(0, 30, title, stamp, sums)
  const bytes = Buffer.alloc(46)
  bytes.writeUInt32LE(0x02014b50, 0)
  bytes.writeUInt16LE(versionNeeded, 4)
  local.copy(bytes, 6, 4, 28)
  bytes.writeUInt32LE(offset, 42)
  return Buffer.concat([bytes, title])
}

function dosTime(at: Date): Stamp {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  return [time, date]
}
