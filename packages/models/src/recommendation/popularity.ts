import {
  assertInteractions,
  distinctItems,
  type Interactions,
  popularityOf,
  type Recommender,
  zeros,
} from './recommender.ts'

/**
 * The same for everybody: an item's score is the number of people who have it. What any other method must beat, and the
 * choice for people who want no personal recommendations.
 * @throws InvalidInputError for no interactions
 * @example
 * import { fitPopularity, recommend, sparseMatrix } from '@liangti/models'
 * const bought = sparseMatrix(3, 3, Uint32Array.of(0, 1, 1, 2), Uint32Array.of(0, 0, 1, 2))
 * recommend(fitPopularity(bought), [0], 1) // → [{item: 1, score: 1}]
 */
export function fitPopularity(interactions: Interactions): Recommender {
  assertInteractions(interactions)
  const counts = popularityOf(interactions)
  return {
    items: interactions.width,
    score(history, into) {
      distinctItems(history, interactions.width)
      const scores = zeros(interactions.width, into)
      scores.set(counts)
      return scores
    },
  }
}
