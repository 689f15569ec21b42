/**
 * Spend over this many days before the draw is the covariate of CUPED, raw (capped like the outcome), not its
 * logarithm: margin is roughly proportional to past spend, so raw spend explains it best (on the public retail set raw
 * spend shortened the interval by a third, its logarithm by 3 %), and a whole year holds each season once.
 */
export const covariateDays = 365
