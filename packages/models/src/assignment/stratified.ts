import { InvalidInputError } from '../errors.ts'
import { armOf, saltedDraw } from './draw.ts'

/**
 * Arms drawn within strata: in each, the units are put in the order of their salted draws and cut at the weights, so that
 * the arms' sizes differ from their shares by less than one unit in every stratum. Where the cut falls is itself drawn by
 * hash, so that small strata do not all favour the same arm, and each unit's chance of an arm is its share. The same salt,
 * units and strata give the same arms; unlike `armOf(saltedDraw(…))` a unit's arm depends on who else is in its stratum.
 * @param keys of the units, distinct within a stratum
 * @param strata one label for each key
 * @param weights one for each arm, each > 0
 * @returns index of the arm of each key
 * @throws InvalidInputError for lengths that disagree or a key that comes twice in a stratum
 * Source: systematic sampling with a random start (Madow & Madow 1944), the order drawn by hash.
 * @example
 * import { stratifiedArms } from '@liangti/models'
 * const arms = stratifiedArms('spring', ['a', 'b', 'c', 'd'], ['north', 'north', 'south', 'south'], [1, 1])
 * arms[0] + arms[1] // → 1
 * arms[2] + arms[3] // → 1
 */
export function stratifiedArms(
  salt: string,
  keys: readonly (number | bigint | string)[],
  strata: readonly string[],
  weights: readonly number[],
): Uint32Array {
  if (keys.length !== strata.length)
    throw new InvalidInputError('strata', `has ${strata.length} entries for ${keys.length} keys.`)
  const members = new Map<string, number[]>()
  strata.forEach((stratum, i) => {
    const known = members.get(stratum)
    if (known) known.push(i)
    else members.set(stratum, [i])
  })
  const draws = Float64Array.from(keys, (key) => saltedDraw(salt, key))
  const arms = new Uint32Array(keys.length)
  for (const [stratum, units] of members) {
    assertDistinct(keys, units, stratum)
    // Equal draws of different keys: the key decides, so that the order does not hang on the input's.
    units.sort(
      (a, b) => (draws[a] as number) - (draws[b] as number) || (String(keys[a]) < String(keys[b]) ? -1 : 1),
    )
    const start = saltedDraw(`${salt}:stratum`, stratum)
    units.forEach((unit, rank) => {
      arms[unit] = armOf(((rank + start) / units.length) % 1, weights)
    })
  }
  return arms
}

function assertDistinct(
  keys: readonly (number | bigint | string)[],
  units: readonly number[],
  stratum: string,
) {
  const seen = new Set<string>()
  for (const unit of units) {
    const key = String(keys[unit])
    if (seen.has(key))
      throw new InvalidInputError(`keys[${unit}]`, `comes twice in the stratum "${stratum}".`)
    seen.add(key)
  }
}

/**
 * Arms of whole clusters (a shop, a household, a district): all units of one cluster share its draw.
 * @param clusters the cluster of each unit
 * @param weights one for each arm, each > 0
 * @returns index of the arm of each unit; analyse with the clusters as units (`linearisedRatio` of sums over counts)
 * @throws InvalidInputError for weights that are none
 * @example
 * import { clusterArms } from '@liangti/models'
 * const arms = clusterArms('spring', ['shop 1', 'shop 2', 'shop 1'], [1, 1])
 * arms[0] === arms[2] // → true
 */
export function clusterArms(
  salt: string,
  clusters: readonly (number | bigint | string)[],
  weights: readonly number[],
): Uint32Array {
  const known = new Map<string, number>()
  return Uint32Array.from(clusters, (cluster) => {
    const name = String(cluster)
    const arm = known.get(name) ?? armOf(saltedDraw(salt, cluster), weights)
    known.set(name, arm)
    return arm
  })
}
