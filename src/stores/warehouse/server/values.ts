import { unescapeBackslashes } from './escapes.ts'
import type { TypeNode } from './type-grammar.ts'

/** A parsed array, tuple or map. A map's items are its keys and values in turn. */
export type ValueNode =
  | { kind: 'null' }
  | { kind: 'scalar'; text: string }
  | { kind: 'list'; items: ValueNode[] }

const bare = /[A-Za-z0-9+\-.]+/y
const maxDepth = 16

/**
 * Reads ClickHouse's text form of a composite value: `['a','b']`, `(1,'x')`, `{'k':1}`.
 * @throws Error naming the position of what is not understood
 */
export function readComposite(type: TypeNode, text: string): ValueNode {
  const reader = new Reader(text)
  const value = reader.value(type, 0)
  reader.finish()
  return value
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(type: TypeNode, depth: number): ValueNode {
    if (depth > maxDepth) throw new Error(`it is nested deeper than ${maxDepth} levels`)
    const inner = stripped(type)
    this.#blank()
    if (inner.name === 'Array') return this.#list(inner, '[', ']', depth)
    if (inner.name === 'Tuple') return this.#list(inner, '(', ')', depth)
    if (inner.name === 'Map') return this.#map(inner, depth)
    return this.#scalar()
  }

  finish(): void {
    this.#blank()
    if (this.#at < this.#text.length) throw this.#unexpected('the end')
  }

  #list(type: TypeNode, open: string, close: string, depth: number): ValueNode {
    if (this.#nullKeyword()) return { kind: 'null' }
    this.#expect(open)
    const items: ValueNode[] = []
    while (!this.#take(close)) {
      if (items.length > 0) this.#expect(',')
      if (items.length > 0 && type.name === 'Tuple' && this.#take(close)) break
      const child = type.name === 'Array' ? type.types[0] : type.types[items.length]
      if (!child) throw new Error(`more than ${type.types.length} items are given for a tuple`)
      items.push(this.value(child, depth + 1))
    }
    if (type.name === 'Tuple' && items.length !== type.types.length) {
      throw new Error(`${items.length} items are given for a tuple of ${type.types.length}`)
    }
    return { kind: 'list', items }
  }

  #map(type: TypeNode, depth: number): ValueNode {
    const [key, value] = type.types
    if (!key || !value) throw new Error('a map needs the types of its keys and values')
    this.#expect('{')
    const items: ValueNode[] = []
    while (!this.#take('}')) {
      if (items.length > 0) this.#expect(',')
      items.push(this.value(key, depth + 1))
      this.#expect(':')
      items.push(this.value(value, depth + 1))
    }
    return { kind: 'list', items }
  }

  #scalar(): ValueNode {
    if (this.#nullKeyword()) return { kind: 'null' }
    if (this.#text.charAt(this.#at) === "'") return { kind: 'scalar', text: this.#quoted() }
    bare.lastIndex = this.#at
    const found = bare.exec(this.#text)?.[0]
    if (found === undefined) throw this.#unexpected('a value')
    this.#at += found.length
    return { kind: 'scalar', text: found }
  }

  #quoted(): string {
    const start = ++this.#at
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at)
      if (char === '\\') this.#at++
      else if (char === "'") {
        if (this.#text.charAt(this.#at + 1) !== "'") {
          // A doubled quote stands for one; every other escape is a backslash's.
          const body = this.#text
            .slice(start, this.#at)
            .replace(/\\[\s\S]|''/g, (part) => (part === "''" ? "'" : part))
          this.#at++
          return unescapeBackslashes(body)
        }
        this.#at++
      }
    }
    throw new Error('a quoted value is not closed')
  }

  #nullKeyword(): boolean {
    if (!/^NULL(?![A-Za-z0-9])/i.test(this.#text.slice(this.#at, this.#at + 5))) return false
    this.#at += 4
    return true
  }

  #blank(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++
  }

  #take(char: string): boolean {
    this.#blank()
    if (this.#text.charAt(this.#at) !== char) return false
    this.#at++
    return true
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw this.#unexpected(`"${char}"`)
  }

  #unexpected(wanted: string): Error {
    return new Error(`at character ${this.#at + 1} ${wanted} is expected`)
  }
}

function stripped(type: TypeNode): TypeNode {
  const child = type.types[0]
  return (type.name === 'Nullable' || type.name === 'LowCardinality') && child ? stripped(child) : type
}
