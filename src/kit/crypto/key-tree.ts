import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/**
 * Keys for single people that can be destroyed one by one, out of little that has to be kept. All keys hang from one
 * secret, as leaves from a tree with sixteen branches at each fork (Goldreich, Goldwasser & Micali 1986): a fork's
 * branches follow from its secret by HMAC. To destroy a leaf, the forks above it are given up and their other branches
 * kept instead; nothing that is left leads to the leaf again, while all other leaves stay as they were.
 */
export interface TreeRow {
  /** Hexadecimal digits of a fork that was given up; blank for the top. */
  path: string
  /** Its branches that are still known, by their digit: 32 bytes each. */
  branches: Map<string, Buffer>
}

export interface KeyTree {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** 32 bytes, always the same for a unit. @returns null where it was destroyed */
  keyOf(unit: string): Buffer | null
  /** What has to be stored so that the units are destroyed; nothing of it holds before `apply`. */
  planDestroying(units: readonly string[]): { rows: TreeRow[]; apply(): void }
}

/** 16 hexadecimal digits name a unit. */
export const unitDigits = 16

/** Keys of people lie side by side, so that their forks are shared. */
export const unitOfPerson = (personKey: number): string => personKey.toString(16).padStart(unitDigits, '0')

/** A unit of its own for something that belongs to nobody in particular, apart from those of people. */
export const freshUnit = (): string => `f${randomBytes(8).toString('hex').slice(1)}`

const digits = [...'0123456789abcdef']

export const newTreeId = (): string => randomBytes(8).toString('hex')

/** The rows of a new tree: all branches of the top. */
export const newTreeRows = (): TreeRow[] => [
  { path: '', branches: new Map(digits.map((digit) => [digit, randomBytes(32)])) },
]

/** Forks of which the keys of many people are made one after the other. */
const remembered = 20_000

export function openKeyTree(id: string, stored: readonly TreeRow[]): KeyTree {
  const rows = new Map(stored.map((row) => [row.path, row.branches]))
  // Forks near the leaves; those of destroyed units are never among them, for they hold no node.
  const cache = new LRUCache<string, Buffer>({ max: remembered })

  /** The lowest known node on the way to a unit. */
  const known = (unit: string): { path: string; node: Buffer } | null => {
    for (let depth = 0; depth < unit.length; depth++) {
      const branches = rows.get(unit.slice(0, depth))
      if (!branches) return null
      const node = branches.get(unit[depth] ?? '')
      if (node) return { path: unit.slice(0, depth + 1), node }
    }
    return null
  }

  return {
    id,
    keyOf: (unit) => {
      for (const depth of [unitDigits - 1, unitDigits - 2]) {
        const path = unit.slice(0, depth)
        const fork = cache.get(path)
        if (fork) return descend(fork, unit, depth, cache)
      }
      const from = known(unit)
      return from && descend(from.node, unit, from.path.length, cache)
    },
    planDestroying: (units) => {
      const changed = new Map<string, Map<string, Buffer>>()
      const branchesOf = (path: string) => changed.get(path) ?? rows.get(path)
      for (const unit of units) {
        for (let depth = 0; depth < unitDigits; depth++) {
          const path = unit.slice(0, depth)
          const digit = unit[depth] ?? ''
          const branches = branchesOf(path)
          const node = branches?.get(digit)
          if (!branches || !node) continue
          const left = new Map(branches)
          left.delete(digit)
          changed.set(path, left)
          if (depth + 1 < unitDigits)
            changed.set(path + digit, new Map(digits.map((next) => [next, branch(node, next)])))
        }
      }
      return {
        rows: [...changed].map(([path, branches]) => ({ path, branches })),
        apply: () => {
          for (const [path, branches] of changed) rows.set(path, branches)
          if (changed.size > 0) cache.clear()
        },
      }
    },
  }
}

const branch = (node: Buffer, digit: string): Buffer =>
  createHmac('sha256', node).update(`liangti/branch/${digit}`).digest()

function descend(from: Buffer, unit: string, depth: number, cache: LRUCache<string, Buffer>): Buffer {
  let node = from
  for (let at = depth; at < unitDigits; at++) {
    node = branch(node, unit[at] ?? '')
    if (at + 1 === unitDigits - 1 || at + 1 === unitDigits - 2) cache.set(unit.slice(0, at + 1), node)
  }
  return node
}

/** A row as bytes: which branches it has, then those, in the order of their digits. */
export function packRow({ branches }: TreeRow): Buffer {
  const present = digits.filter((digit) => branches.has(digit))
  return Buffer.concat([
    Buffer.from(`${present.join('')}\n`, 'latin1'),
    ...present.map((digit) => branches.get(digit) ?? Buffer.alloc(0)),
  ])
}

export function unpackRow(path: string, bytes: Buffer): TreeRow {
  const end = bytes.indexOf(10)
  const present = [...bytes.toString('latin1', 0, end)]
  return {
    path,
    branches: new Map(
      present.map((digit, at) => [digit, bytes.subarray(end + 1 + at * 32, end + 33 + at * 32)]),
    ),
  }
}
