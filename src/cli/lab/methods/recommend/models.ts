import {
  boughtTogether,
  type Companion,
  fitAls,
  fitEase,
  fitItemKnn,
  fitPopularity,
  fitSessionKnn,
  type Interactions,
  type Recommender,
  seededRandom,
} from '@liangti/models'
import type { LabOptions } from '../../options.ts'
import type { RecommendModel } from './options.ts'
import type { RecommendationData } from './split.ts'
import { basketsOfTraining, orderedHistory, sessionsOf } from './training.ts'

export interface FittedRecommender {
  model: Recommender
  /** What the model is asked about, a row a person; for session-knn in the order of time. */
  history: Interactions
  /** Of bought-together: by item code. */
  companions?: Companion[][]
}

/** The method `--model` names, with its options; each is checked before a row is read. */
export function recommendFit(
  model: RecommendModel,
  options: LabOptions,
): (data: RecommendationData) => FittedRecommender {
  const positive = (name: string) => options.number(name, 'a number above 0', (value) => value > 0)
  const neighbours = (usual: number) => (options.has('neighbours') ? options.integer('neighbours', 1) : usual)
  const plain = (fit: (history: Interactions) => Recommender) => (data: RecommendationData) => ({
    model: fit(data.history),
    history: data.history,
  })
  switch (model) {
    case 'popularity':
      return plain(fitPopularity)
    case 'itemknn': {
      const shrinkage = options.number('shrinkage', 'a number of at least 0', (value) => value >= 0)
      const count = neighbours(100)
      return plain((history) => fitItemKnn(history, { neighbours: count, shrinkage }))
    }
    case 'ease': {
      const lambda = positive('lambda')
      return plain((history) => fitEase(history, { lambda }))
    }
    case 'als': {
      const [factors, epochs] = [options.integer('factors', 1, 1_024), options.integer('epochs', 1, 10_000)]
      const [reg, alpha0] = [positive('reg'), positive('alpha0')]
      const random = seededRandom(options.integer('seed', 0, 0xffffffff))
      return plain((history) => fitAls(history, { random, factors, epochs, reg, alpha0 }))
    }
    case 'session-knn': {
      options.required(
        'time',
        'with --model session-knn, the column that says when: a session is a sequence.',
      )
      const settings = { neighbours: neighbours(200), sample: options.integer('sample', 1) }
      return (data) => ({ model: fitSessionKnn(sessionsOf(data), settings), history: orderedHistory(data) })
    }
    case 'bought-together': {
      options.required(
        'basket',
        'with --model bought-together, the column that says which rows were bought together: an order, or the same as --user.',
      )
      const settings = { most: neighbours(100), leastCount: options.integer('least', 1) }
      return (data) => {
        const companions = boughtTogether(basketsOfTraining(data), settings)
        return { model: byCompanions(companions), history: data.history, companions }
      }
    }
  }
}

/** Scores an item by the chance that it comes with what is there: confidences added up over the history. */
function byCompanions(companions: readonly Companion[][]): Recommender {
  return {
    items: companions.length,
    score(history, into = new Float64Array(companions.length)) {
      into.fill(0)
      for (let i = 0; i < history.length; i++)
        for (const { item, confidence } of companions[history[i] as number] ?? [])
          into[item] = (into[item] as number) + confidence
      return into
    },
  }
}
