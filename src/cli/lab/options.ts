import { labErrors } from './errors.ts'

/** One option of a method; `flags` as commander takes them: `--bins <n>`, `--relative`. */
export interface LabOption {
  flags: string
  en: string
  zh: string
  /** Shown in the help and used where the caller says nothing. */
  default?: string
}

/** The caller's options, each read with the check it needs; every check names the option and what is accepted. */
export interface LabOptions {
  /** Each of these refuses an empty value. @throws labErrors.emptyOption */
  has(name: string): boolean
  flag(name: string): boolean
  /** @throws labErrors.noOption where the option is missing; `why` says what it is for */
  required(name: string, why: string): string
  text(name: string): string | undefined
  /** Comma-separated; empty where missing. */
  list(name: string): string[]
  choice<T extends string>(name: string, accepted: readonly T[]): T
  integer(name: string, least: number, most?: number): number
  /** `accept` says whether a finite number may be used, `wanted` says it in words. */
  number(name: string, wanted: string, accept: (value: number) => boolean): number
  /** Comma-separated numbers. */
  numbers(name: string, wanted: string, accept: (value: number) => boolean): number[]
}

export function labOptions(given: Readonly<Record<string, unknown>>): LabOptions {
  const raw = (name: string) => {
    const value = given[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
    if (value === '') throw labErrors.emptyOption({ option: name })
    return value === undefined ? undefined : String(value)
  }
  const bad = (option: string, value: string, wanted: string) =>
    labErrors.badOption({ option, value, wanted })
  const parsed = (name: string, value: string, wanted: string, accept: (value: number) => boolean) => {
    const number = value.trim() === '' ? Number.NaN : Number(value)
    if (!Number.isFinite(number) || !accept(number)) throw bad(name, value, wanted)
    return number
  }
  const required = (name: string, why: string) => {
    const value = raw(name)
    if (value === undefined) throw labErrors.noOption({ option: name, why })
    return value
  }
  return {
    required,
    has: (name) => raw(name) !== undefined,
    flag: (name) => raw(name) === 'true',
    text: raw,
    list: (name) =>
      (raw(name) ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    choice(name, accepted) {
      const value = required(name, `one of ${accepted.join(', ')}`)
      const found = accepted.find((choice) => choice === value)
      if (found === undefined) throw bad(name, value, `one of ${accepted.join(', ')}`)
      return found
    },
    integer(name, least, most = Number.MAX_SAFE_INTEGER) {
      const wanted =
        most === Number.MAX_SAFE_INTEGER
          ? `a whole number of at least ${least}`
          : `a whole number from ${least} to ${most}`
      return parsed(
        name,
        required(name, wanted),
        wanted,
        (n) => Number.isInteger(n) && n >= least && n <= most,
      )
    },
    number: (name, wanted, accept) => parsed(name, required(name, wanted), wanted, accept),
    numbers: (name, wanted, accept) =>
      required(name, wanted)
        .split(',')
        .map((part) => parsed(name, part, wanted, accept)),
  }
}
