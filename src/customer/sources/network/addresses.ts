import { BlockList, isIP, isIPv4 } from 'node:net'

/** IPv4 that is not the public internet, RFC 6890 and what clouds keep their metadata behind. */
const closed4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // carriers; Alibaba's metadata lives here
  '127.0.0.0/8',
  '168.63.129.16/32', // Azure's host
  '169.254.0.0/16', // link-local; the metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Within the global unicast of IPv6: documentation, and tunnels that lead to any IPv4 address. */
const closed6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const closed = blockList([...closed4, ...closed6])
const global6 = blockList(['2000::/3'])

/** First six groups of ::ffff:0:0/96 (mapped), 64:ff9b::/96 (NAT64) and ::/96 (compatible). */
const translatedHeads = new Set(['0:0:0:0:0:65535', `${0x64}:${0xff9b}:0:0:0:0`, '0:0:0:0:0:0'])

/** Whether an address is of the public internet. Anything that is no address is not. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$|%.*$/g, '')
  if (isIP(plain) === 0) return false
  if (isIPv4(plain)) return !closed.check(plain, 'ipv4')
  const inner = embeddedIPv4(plain)
  if (inner !== null) return isPublicAddress(inner)
  return global6.check(plain, 'ipv6') && !closed.check(plain, 'ipv6')
}

/** The IPv4 address within a mapped, translated or compatible IPv6 one. */
function embeddedIPv4(address: string): string | null {
  // BlockList takes a mapped address for the IPv4 one it holds, so it is asked for by its text.
  const groups = groupsOf(address)
  if (groups === null) return null
  const head = groups.slice(0, 6).join(':')
  if (!translatedHeads.has(head)) return null
  const [high = 0, low = 0] = groups.slice(6)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : address
  const [left = '', right] = text.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const head = numbers(left)
  if (right === undefined) return head.length === 8 ? head : null
  const tail = numbers(right)
  const gap = 8 - head.length - tail.length
  return gap < 1 ? null : [...head, ...new Array<number>(gap).fill(0), ...tail]
}

/** @param ranges addresses with or without `/bits` @throws TypeError for what is none */
export function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    const family = isIPv4(net) ? 'ipv4' : 'ipv6'
    list.addSubnet(net, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family)
  }
  return list
}
