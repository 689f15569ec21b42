import {
  baseNoteCoder,
  baseNotes,
  codeNote,
  codingQuality,
  complementBayes,
  crossValidatedCoding,
  gramsOf,
  type LabelledNote,
  likeNotes,
  matrixOf,
  noteFolds,
  noteTopics,
  refusalReasons,
  seededRandom,
  trainNoteCoder,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heldOut } from './held-out.ts'

const coder = baseNoteCoder()
const quality = crossValidatedCoding()

describe('the notes a coder learns from', () => {
  const notes = baseNotes()
  const isChinese = ({ text }: LabelledNote) => /\p{Script=Han}/u.test(text)

  it('are at least 600 Chinese and 200 English ones, each text once', () => {
    expect(notes.filter(isChinese).length).toBeGreaterThanOrEqual(600)
    expect(notes.filter((note) => !isChinese(note)).length).toBeGreaterThanOrEqual(200)
    expect(new Set(notes.map(({ text }) => text)).size).toBe(notes.length)
  })

  it('show every reason and every topic at least twenty times', () => {
    for (const reason of [...refusalReasons, null])
      expect(notes.filter((note) => note.reason === reason).length).toBeGreaterThanOrEqual(60)
    for (const topic of noteTopics)
      expect(notes.filter((note) => note.topics.includes(topic)).length).toBeGreaterThanOrEqual(20)
  })

  it('are not among those that judge', () => {
    const known = new Set(notes.map(({ text }) => text))
    expect(heldOut.filter(({ text }) => known.has(text))).toEqual([])
  })
})

describe('how well notes are coded', () => {
  it('holds in cross-validation: reasons, topics, tone and what confidence means', () => {
    expect(quality.macroF1).toBeGreaterThan(0.72)
    expect(quality.accuracyWhereSure?.estimate).toBeGreaterThan(0.8)
    expect(quality.unsure.estimate).toBeLessThan(0.22)
    expect(quality.topicMacroF1).toBeGreaterThan(0.7)
    expect(quality.sentimentAccuracy.estimate).toBeGreaterThan(0.77)
    expect(quality.calibration.expectedError).toBeLessThan(0.05)
    expect(quality.topicCalibration.expectedError).toBeLessThan(0.02)
    expect(Math.min(...quality.reasons.map(({ f1 }) => f1))).toBeGreaterThan(0.6)
  })

  it('is worse on words never seen, and by how much is known', () => {
    const fresh = codingQuality(coder, heldOut)
    expect(fresh.accuracy.estimate).toBeGreaterThan(0.5)
    expect(fresh.accuracy.estimate).toBeLessThan(quality.accuracy.estimate)
    expect(fresh.unsure.estimate).toBeGreaterThan(quality.unsure.estimate)
  })

  it('is better than by complement naive Bayes, the other method that was tried', () => {
    const classes = refusalReasons.length + 1
    const bayes = crossValidatedCoding({
      train: (notes) => {
        const learnt = trainNoteCoder([], { base: notes })
        const rows = matrixOf(
          learnt.vocabulary,
          notes.map(({ text }) => gramsOf(text)),
        )
        const target = new Float64Array(notes.length * classes)
        notes.forEach((note, i) => {
          const k = note.reason === null ? refusalReasons.length : refusalReasons.indexOf(note.reason)
          target[i * classes + k] = 1
        })
        return { ...learnt, reasons: complementBayes(rows, target, new Float64Array(notes.length).fill(1)) }
      },
    })
    expect(bayes.macroF1).toBeGreaterThan(0.6)
    expect(quality.macroF1).toBeGreaterThan(bayes.macroF1)
  })
}, 120_000)

describe('codeNote', () => {
  it.each([
    ['不是不想买，是太贵', 'price'],
    ['不是不想买是太贵', 'price'],
    ['不是嫌贵，是没有合适的尺码', 'unsuited'],
    ["it's not the price, I just don't trust you", 'trust'],
    ['别再打电话了', 'privacy'],
    ['要问我老婆，我做不了主', 'not_decision_maker'],
    ['唔该唔好再打嚟', 'privacy'],
    ['太貴了，等打折再說', 'price'],
  ])('%s → %s', (text, reason) => {
    expect(codeNote(coder, text).reason?.code).toBe(reason)
  })

  it('names several topics and the tone', () => {
    const coded = codeNote(coder, '店员态度很差，退款一个月还没到账')
    expect(coded.topics.map(({ code }) => code)).toEqual(expect.arrayContaining(['refund', 'staff']))
    expect(coded.sentiment).toBe(-1)
    expect(codeNote(coder, '客服很耐心，谢谢').sentiment).toBe(1)
  })

  it('is unsure of what says nothing, and says so', () => {
    for (const text of ['', '   ', '###', 'zzqx'])
      expect(codeNote(coder, text)).toMatchObject({ reason: null, isUnsure: true })
  })

  it('leaves "nobody refused" out where somebody did', () => {
    const text = '同意购买两盒'
    expect(codeNote(coder, text)).toMatchObject({ reason: null, isUnsure: false })
    const refused = codeNote(coder, text, { isRefusal: true })
    expect(refused.reason !== null || refused.isUnsure).toBe(true)
  })

  it('gives probabilities whatever it reads, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const coded = codeNote(coder, text)
        for (const { confidence } of [...coded.topics, ...(coded.reason ? [coded.reason] : [])]) {
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
        expect(codeNote(coder, text)).toEqual(coded)
      }),
      { numRuns: 200 },
    )
  })

  it('reads a long text in bounded time', () => {
    expect(codeNote(coder, '太贵了，'.repeat(100_000)).reason?.code).toBe('price')
  })
})

describe('trainNoteCoder', () => {
  const text = '碗筷都摆好了'
  const correction: LabelledNote = { text, reason: 'no_need', topics: ['shop'], sentiment: 1 }

  it('learns from a correction, and the latest word on a text holds', () => {
    const learnt = trainNoteCoder([{ ...correction, reason: 'trust' }, correction])
    expect(learnt.corrections).toBe(1)
    const coded = codeNote(learnt, text)
    expect(coded).toMatchObject({ reason: { code: 'no_need' }, sentiment: 1 })
    expect(coded.topics.map(({ code }) => code)).toContain('shop')
  })

  it('keeps what it knew', () => {
    const learnt = trainNoteCoder([correction])
    for (const [note, reason] of [
      ['太贵了，等打折再说', 'price'],
      ['do not call again', 'privacy'],
    ] as const)
      expect(codeNote(learnt, note).reason?.code).toBe(reason)
  })

  it('is the same coder for the same notes', () => {
    expect(Array.from(trainNoteCoder().reasons.weights)).toEqual(Array.from(coder.reasons.weights))
  })

  it('refuses a correction without weight', () => {
    expect(() => trainNoteCoder([correction], { correctionWeight: 0 })).toThrow('correctionWeight')
  })
})

describe('folds of notes', () => {
  const notes = baseNotes()
  const folds = noteFolds(notes, 5, seededRandom(7))

  it('judge each note once and never learn from one like it', () => {
    const group = likeNotes(notes.map(({ text }) => text))
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...notes.keys()])
    for (const { train, test } of folds) {
      const learnt = new Set(Array.from(train, (row) => group[row]))
      expect(Array.from(test).filter((row) => learnt.has(group[row]))).toEqual([])
    }
  })

  it('spread each reason evenly', () => {
    for (const reason of refusalReasons) {
      const all = notes.filter((note) => note.reason === reason).length
      for (const { test } of folds) {
        const own = Array.from(test).filter((row) => notes[row]?.reason === reason).length
        expect(Math.abs(own - all / 5)).toBeLessThanOrEqual(5)
      }
    }
  })

  it('hold texts together that differ in little', () => {
    const [a, b, c] = likeNotes(['不需要，谢谢', '不需要 谢谢', '快递没到'])
    expect(a).toBe(b)
    expect(c).not.toBe(a)
  })
})

describe('gramsOf', () => {
  it('tells what a clause denies from what it says', () => {
    const grams = gramsOf('不是贵，是没有尺码')
    expect(grams).toContain('¬贵')
    expect(grams).not.toContain('贵')
    expect(grams).toContain('尺码')
  })

  it('reads full-width, capital, traditional and Latin alike', () => {
    expect(gramsOf('太貴')).toEqual(gramsOf('太贵'))
    expect(gramsOf('ＴＯＯ expensive')).toEqual(gramsOf('too expensive'))
  })
})
