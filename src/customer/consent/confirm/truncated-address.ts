import { isIPv4, isIPv6 } from 'node:net'

/** The network somebody came from and not the machine: a /24 of IPv4, a /48 of IPv6; '' for anything else. */
export function truncatedAddress(address: string): string {
  const plain = address.replace(/^::ffff:/i, '')
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(plain)) return ''
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = [...before, ...middle, ...after]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
  return `${groups.join(':')}::/48`
}
