import { type SqlFragment, sql } from '../../kit/sql.ts'

/** Columns of `customers` that sources tell; all else of a saying is an attribute. */
export const saidTexts = ['country', 'region', 'city', 'gender', 'tier', 'language'] as const
export const attributePrefix = 'attributes.'
export const nobodyId = '00000000-0000-0000-0000-000000000000'
/** Stands for what was corrected because the customer asked for it: it counts before every source, whatever the rule. */
export const correctedId = '00000000-0000-0000-0000-000000000001'

/** More than any list of trusted sources is long. */
export const correctedTrust = 1_000_000

/** Text made by the program itself. */
const raw = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

/** Ids of sayings that no source made. */
export const noSources: SqlFragment = raw([nobodyId, correctedId].map((id) => `toUUID('${id}')`).join(', '))

/**
 * A saying's map of a row that has the columns of `customers`. Blank is not said.
 * @param attributes JSON text of the attributes
 */
export function saidOf(attributes: SqlFragment): SqlFragment {
  const texts = raw(saidTexts.map((name) => `('${name}', toString(${name}))`).join(', '))
  // Read as the engine keeps it, so that a name with a dot is the same name whoever said it.
  const object = sql`CAST(CAST(${attributes}, 'JSON(max_dynamic_paths = 256)'), 'String')`
  const pairs = sql`arrayFilter(x -> x.2 NOT IN ('', '""', 'null'), arrayConcat(
      [${texts}, ('birth_year', if(birth_year = 0, '', toString(birth_year)))],
      arrayMap(x -> (concat('${raw(attributePrefix)}', x.1), x.2), JSONExtractKeysAndValuesRaw(${object}))))`
  return sql`CAST((arrayMap(x -> x.1, ${pairs}), arrayMap(x -> x.2, ${pairs})), 'Map(LowCardinality(String), String)')`
}

/**
 * What was known of people before anybody's sayings were kept, as a saying of nobody: older than all others.
 * @param where condition on rows of `customers`
 */
export function knownBefore(where: SqlFragment): SqlFragment {
  return sql`SELECT workspace_id, person_key, toUUID('${raw(nobodyId)}') AS source_id, import_id,
      ${saidOf(sql`attributes_text`)} AS said, CAST(map(), 'Map(LowCardinality(String), Int64)') AS said_at,
      toDateTime64(0, 3, 'UTC') AS observed_at, first_seen, reachable, updated_at AS stored_at
    FROM (SELECT *, attributes::String AS attributes_text FROM customers FINAL WHERE ${where})`
}

/** Rules as the ledger has told them. */
export const keptRules: SqlFragment = sql`SELECT workspace_id, attribute, rule, sources FROM survivorship_rules FINAL`

/**
 * The rule of an attribute nobody has decided: what rarely changes is what most say, all else what was said last.
 * `survivorship/rules.ts` says the same.
 */
const standardRule = sql`if(attribute IN ('gender', 'birth_year'), 'most_frequent', 'most_recent')`

/**
 * What each source says of each attribute of a person: its newest word, or its first where the first one known counts.
 * @param sayings rows of `customer_sayings` with `person`, whom they are about today
 * @param rules SELECT of workspace_id, attribute, rule, sources
 */
export function wordsOf(sayings: SqlFragment, rules: SqlFragment = keptRules): SqlFragment {
  const when = sql`(ms, own, stored_at, value)`
  return sql`
    SELECT workspace_id, person, attribute, source_id, any(rule) AS by_rule,
           if(by_rule = 'first_known', argMin(value, ${when}), argMax(value, ${when})) AS word,
           if(by_rule = 'first_known', argMin(import_id, ${when}), argMax(import_id, ${when})) AS word_import,
           min(ms) AS first_ms, max(ms) AS last_ms, max((trust, ms, own, stored_at)) AS newest
    FROM (
      SELECT s.workspace_id AS workspace_id, s.person AS person, s.attribute AS attribute, s.value AS value,
             s.source_id AS source_id, s.import_id AS import_id, s.ms AS ms, s.own AS own, s.stored_at AS stored_at,
             multiIf(s.source_id = toUUID('${raw(correctedId)}'), 'corrected', r.rule = '', ${standardRule}, toString(r.rule)) AS rule,
             multiIf(rule = 'corrected', toInt64(${raw(String(correctedTrust))}), rule = 'trusted' AND has(r.sources, s.source_id),
                toInt64(length(r.sources) - indexOf(r.sources, s.source_id) + 1), 0) AS trust
      FROM (
        SELECT workspace_id, person, source_id, import_id, stored_at, person_key = person AS own,
               toString(pair.1) AS attribute, pair.2 AS value,
               if(mapContains(said_at, attribute), said_at[attribute], toUnixTimestamp64Milli(observed_at)) AS ms
        FROM (SELECT *, arrayJoin(said) AS pair FROM (${sayings}))) AS s
      LEFT JOIN (${rules}) AS r ON r.workspace_id = s.workspace_id AND r.attribute = s.attribute)
    GROUP BY workspace_id, person, attribute, source_id`
}

/** How the words of sources on one attribute are weighed against each other; the greatest wins. */
export const weight = sql`(by_rule = 'corrected', multiIf(by_rule = 'most_frequent', toInt64(sources), by_rule = 'longest', toInt64(lengthUTF8(word)),
  by_rule = 'first_known', -known_since, 0), newest_of, word)`

/** One row for each person, attribute and value that somebody says now, with who says it. @param words of `wordsOf` */
export function opinionsOf(words: SqlFragment): SqlFragment {
  return sql`
    SELECT workspace_id, person, attribute, word, argMax(by_rule, newest) AS by_rule, count() AS sources, min(first_ms) AS known_since,
           max(last_ms) AS last_said, max(newest) AS newest_of, argMax(source_id, newest) AS best_source,
           argMax(word_import, newest) AS best_import, groupArray(source_id) AS said_by
    FROM (${words}) GROUP BY workspace_id, person, attribute, word`
}

/** The chosen values as the columns of `customers` are; `attributes` as JSON text. One row a person of whom anything is said. */
export function chosenValues(sayings: SqlFragment, rules?: SqlFragment): SqlFragment {
  const texts = raw(saidTexts.map((name) => `anyIf(value, attribute = '${name}') AS ${name}`).join(', '))
  return sql`
    SELECT workspace_id, person, ${texts}, toUInt16OrZero(anyIf(value, attribute = 'birth_year')) AS birth_year,
           concat('{', arrayStringConcat(arraySort(groupArrayIf(
             concat(toJSONString(substring(attribute, ${raw(String(attributePrefix.length + 1))})), ':', value),
             startsWith(attribute, '${raw(attributePrefix)}'))), ','), '}') AS attributes
    FROM (
      SELECT workspace_id, person, attribute, argMax(word, ${weight}) AS value
      FROM (${opinionsOf(wordsOf(sayings, rules))}) GROUP BY workspace_id, person, attribute)
    GROUP BY workspace_id, person`
}
