import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  damerauLevenshtein,
  dateComparison,
  editComparison,
  InvalidInputError,
  jaro,
  jaroWinkler,
  nameComparison,
  numberComparison,
  pinyinSound,
  soundComparison,
  soundex,
  tokenJaccard,
  wordsComparison,
} from '../../../packages/models/src/index.ts'

describe('published values', () => {
  it.each([
    ['MARTHA', 'MARHTA', 0.9444, 0.9611],
    ['DIXON', 'DICKSONX', 0.7667, 0.8133],
    ['DWAYNE', 'DUANE', 0.8222, 0.84],
    ['JONES', 'JOHNSON', 0.7905, 0.8324],
    ['ABROMS', 'ABRAMS', 0.8889, 0.9222],
    ['DUNNINGHAM', 'CUNNIGHAM', 0.8963, 0.8963],
    ['NICHLESON', 'NICHULSON', 0.9259, 0.9556],
    ['MASSEY', 'MASSIE', 0.8889, 0.9333],
    ['SHACKLEFORD', 'SHACKELFORD', 0.9697, 0.9818],
  ])('Winkler (1990, 1994), %s and %s: Jaro %d, Jaro-Winkler %d', (a, b, plain, winkler) => {
    expect(Math.abs(jaro(a, b) - plain)).toBeLessThan(1e-4)
    expect(Math.abs(jaroWinkler(a, b) - winkler)).toBeLessThan(1e-4)
  })

  it.each([
    ['Robert', 'R163'],
    ['Rupert', 'R163'],
    ['Rubin', 'R150'],
    ['Ashcraft', 'A261'],
    ['Ashcroft', 'A261'],
    ['Tymczak', 'T522'],
    ['Pfister', 'P236'],
    ['Honeyman', 'H555'],
    ['Washington', 'W252'],
    ['Lee', 'L000'],
    ['Gutiérrez', 'G362'],
    ['Jackson', 'J250'],
    ['VanDeusen', 'V532'],
  ])('National Archives: Soundex of %s is %s', (name, code) => {
    expect(soundex(name)).toBe(code)
  })

  it.each([
    ['CA', 'ABC', 2],
    ['smith', 'simth', 1],
    ['kitten', 'sitting', 3],
    ['a cat', 'an act', 2],
    ['', 'abc', 3],
    ['张伟', '张玮', 1],
  ])('Damerau-Levenshtein of "%s" and "%s" is %d', (a, b, edits) => {
    expect(damerauLevenshtein(a, b)).toBe(edits)
  })
})

describe('agreement with plain code', () => {
  /** Jaro as its definition reads, on arrays of characters. */
  function plainJaro(a: string, b: string): number {
    const [x, y] = [[...a], [...b]]
    if (x.length === 0 || y.length === 0) return x.length === y.length ? 1 : 0
    const reach = Math.max(0, Math.floor(Math.max(x.length, y.length) / 2) - 1)
    const taken = new Set<number>()
    const mine: string[] = []
    x.forEach((c, i) => {
      const j = y.findIndex((d, at) => d === c && !taken.has(at) && Math.abs(at - i) <= reach)
      if (j < 0) return
      taken.add(j)
      mine.push(c)
    })
    if (mine.length === 0) return 0
    const theirs = [...taken].sort((p, q) => p - q).map((j) => y[j])
    const swaps = Math.floor(mine.filter((c, i) => c !== theirs[i]).length / 2)
    const m = mine.length
    return (m / x.length + m / y.length + (m - swaps) / m) / 3
  }
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '王', '🙂'), maxLength: 9 })

  it('Jaro, and Jaro-Winkler with its prefix', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const plain = plainJaro(a, b)
        expect(jaro(a, b)).toBeCloseTo(plain, 12)
        const [x, y] = [[...a], [...b]]
        let prefix = 0
        while (prefix < 4 && x[prefix] !== undefined && x[prefix] === y[prefix]) prefix++
        expect(jaroWinkler(a, b)).toBeCloseTo(plain > 0.7 ? plain + prefix * 0.1 * (1 - plain) : plain, 12)
      }),
    )
  })

  it('a bound never hides a pair that reaches the threshold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 6 }), (words) => {
        const levelOf = nameComparison({ atLeast: [0.92, 0.7] }).prepare(words)
        for (let a = 0; a < words.length; a++)
          for (let b = a + 1; b < words.length; b++) {
            const alike = jaroWinkler(words[a] as string, words[b] as string)
            expect(levelOf(a, b)).toBe(alike >= 0.92 ? 1 : alike >= 0.7 ? 2 : 3)
          }
      }),
    )
  })

  it('Damerau-Levenshtein: a metric, and one edit makes at most one', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(damerauLevenshtein(a, b)).toBe(damerauLevenshtein(b, a))
        expect(damerauLevenshtein(a, a)).toBe(0)
        expect(damerauLevenshtein(a, c)).toBeLessThanOrEqual(
          damerauLevenshtein(a, b) + damerauLevenshtein(b, c),
        )
      }),
    )
  })
})

describe('sounds of pinyin', () => {
  it.each([
    ['Zhāng Wěi', 'zang1 wei3'],
    ['Lǐ Nà', 'li na'],
    ['Chén Shì', 'CEN SI'],
    ['Nǚ', 'lv'],
    ['Lü Bu', 'lv4bu4'],
    ['Wáng Fāng', 'wan fan'],
    ['niu', 'liu'],
  ])('%s sounds like %s', (a, b) => {
    expect(pinyinSound(a)).toBe(pinyinSound(b))
  })
  it('different names sound different', () => {
    const codes = ['li', 'lu', 'lv', 'lei', 'wang', 'zhao', 'qian', 'sun'].map(pinyinSound)
    expect(new Set(codes).size).toBe(codes.length)
  })
})

describe('comparison levels', () => {
  const level = (
    comparison: { prepare(v: string[]): (a: number, b: number) => number },
    a: string,
    b: string,
  ) => comparison.prepare([a, b])(0, 1)

  it.each([
    ['1981-03-05', '1981-03-06', 1],
    ['19810305', '1981-05-03', 1],
    ['1981-12-05', '1918-12-05', 1],
    ['1981-03-05', '1981-03-27', 2],
    ['1981-03-05', '1980-12-21', 3],
    ['1981-03-05', '1979-01-11', 4],
    ['19405603', '19450603', 1],
    ['no date', '1981-03-05', 4],
    ['1981-02-30', '1981-04-11', 4],
  ])('dates %s and %s: level %d', (a, b, expected) => {
    expect(level(dateComparison(), a, b)).toBe(expected)
  })

  it('numbers by difference, words by what they share, edits, sounds', () => {
    expect(level(numberComparison([0.1, 5]), '0.3', '0.2')).toBe(1)
    expect(level(numberComparison([0.1, 5]), '10', '14')).toBe(2)
    expect(level(numberComparison([0.1, 5]), '10', '16')).toBe(3)
    expect(level(numberComparison([1]), 'x', '16')).toBe(2)
    expect(level(wordsComparison(), '12 Main Street', 'main street 12')).toBe(1)
    expect(level(wordsComparison(), '北京市朝阳区', '北京朝阳区')).toBe(1)
    expect(level(wordsComparison(), '12 Main Street', '14 Oak Avenue')).toBe(3)
    expect(level(editComparison(), 'AB12', 'AB21')).toBe(1)
    expect(level(soundComparison(), 'Robert', 'Rupert')).toBe(1)
    expect(level(soundComparison(), '王', '李')).toBe(2)
    expect(level(nameComparison({ sound: soundex }), 'Catherine', 'Kathryn')).toBe(4)
    expect(level(nameComparison({ sound: soundex }), 'Robert', 'Rubbardt')).toBe(3)
    expect(tokenJaccard('', '')).toBe(1)
    expect(tokenJaccard('a', '')).toBe(0)
  })

  it('refuses thresholds out of range or order', () => {
    expect(() => nameComparison({ atLeast: [0.8, 0.9] })).toThrow(InvalidInputError)
    expect(() => nameComparison({ atLeast: [1] })).toThrow(InvalidInputError)
    expect(() => numberComparison([5, 1])).toThrow(InvalidInputError)
    expect(() => numberComparison([Number.NaN])).toThrow(InvalidInputError)
    expect(() => dateComparison([0])).toThrow(InvalidInputError)
  })
})
