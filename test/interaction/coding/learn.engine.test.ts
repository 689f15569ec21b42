import { codeNote, type LabelledNote, trainNoteCoder } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { baseCoder, learnNotes } from '../../../src/interaction/coding/learn.ts'

const correction: LabelledNote = { text: '等我们换届再说', reason: 'later', topics: [], sentiment: 0 }

describe('learning to code notes in a thread of its own', () => {
  it('learns what is learnt here, corrections included', async () => {
    const [apart, here] = [await learnNotes([correction]), trainNoteCoder([correction])]
    expect(apart.reasons.weights).toEqual(here.reasons.weights)
    expect(apart.vocabulary.columns).toEqual(here.vocabulary.columns)
    expect(codeNote(apart, '换届以后再说')).toEqual(codeNote(here, '换届以后再说'))
  })

  it('answers all who ask for the base coder with one', async () => {
    const [one, other] = await Promise.all([baseCoder(), baseCoder()])
    expect(one).toBe(other)
    expect(one.corrections).toBe(0)
  })

  it('lets this thread go on meanwhile', async () => {
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    await learnNotes([])
    clearInterval(turning)
    expect(turns).toBeGreaterThan(5)
  })

  it('says so where a note cannot be learnt from', async () => {
    const damaged = { ...correction, text: null } as unknown as LabelledNote
    await expect(learnNotes([damaged])).rejects.toThrow(/Learning to code notes ended/)
  })
})
