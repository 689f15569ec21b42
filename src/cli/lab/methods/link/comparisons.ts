import {
  type Comparison,
  dateComparison,
  editComparison,
  exactComparison,
  nameComparison,
  numberComparison,
  pinyinSound,
  soundComparison,
  soundex,
  wordsComparison,
} from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'

const made: Record<string, (limits: readonly number[]) => Comparison> = {
  exact: exactComparison,
  fuzzy: (limits) => nameComparison({ atLeast: limits.length > 0 ? limits : [0.88] }),
  name: (limits) => nameComparison({ sound: soundex, ...(limits.length > 0 ? { atLeast: limits } : {}) }),
  pinyin: (limits) =>
    nameComparison({ sound: pinyinSound, ...(limits.length > 0 ? { atLeast: limits } : {}) }),
  phonetic: () => soundComparison(),
  date: (limits) => (limits.length > 0 ? dateComparison(limits) : dateComparison()),
  address: (limits) => (limits.length > 0 ? wordsComparison(limits) : wordsComparison()),
  edit: (limits) => (limits.length > 0 ? editComparison(limits) : editComparison()),
  number: numberComparison,
}

export const comparisonKinds = Object.keys(made)

export interface ComparedField {
  name: string
  comparison: Comparison
  /** Similar names, whose equality says the more the rarer they are. */
  fuzzy: boolean
}

/**
 * The fields with their comparisons: `--compare` says which; else three levels for `--fuzzy`, two for the others.
 * @throws labErrors.badOption for a field that is not among `--fields`, or a comparison there is not
 */
export function comparedFields(options: LabOptions): ComparedField[] {
  options.required('fields', 'the columns to compare, such as name,birthday,phone.')
  const names = [...new Set(options.list('fields'))]
  const fuzzy = options.list('fuzzy')
  const stranger = fuzzy.find((name) => !names.includes(name))
  if (stranger !== undefined)
    throw labErrors.badOption({ option: 'fuzzy', value: stranger, wanted: 'among --fields' })
  const chosen = new Map(options.list('compare').map((part) => comparisonOf(part, names)))
  return names.map((name) => {
    const own = chosen.get(name)
    const isFuzzy = fuzzy.includes(name)
    return {
      name,
      comparison: own?.comparison ?? (isFuzzy ? nameComparison({ atLeast: [0.88] }) : exactComparison()),
      fuzzy: own ? ['fuzzy', 'name', 'pinyin', 'phonetic'].includes(own.kind) : isFuzzy,
    }
  })
}

function comparisonOf(part: string, names: readonly string[]) {
  const bad = () =>
    labErrors.badOption({
      option: 'compare',
      value: part,
      wanted: `column:kind of --fields, kind one of ${comparisonKinds.join(', ')}, with limits where wanted (amount:number:1:10)`,
    })
  // The longest name that fits, since names may hold colons themselves.
  const name = names.filter((n) => part.startsWith(`${n}:`)).sort((a, b) => b.length - a.length)[0]
  if (name === undefined) throw bad()
  const [kind = '', ...rest] = part.slice(name.length + 1).split(':')
  const limits = rest.map(Number)
  const make = Object.hasOwn(made, kind) ? made[kind] : undefined
  if (!make || rest.some((limit) => limit.trim() === '') || !limits.every(Number.isFinite)) throw bad()
  if (kind === 'number' && limits.length === 0) throw bad()
  return [name, { kind, comparison: make(limits) }] as const
}
