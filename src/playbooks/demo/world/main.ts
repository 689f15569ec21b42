import { createInterface } from 'node:readline'
import { messageOf } from '../../../kit/errors.ts'
import { type WorldAnswers, type WorldCommand, worldCommand } from '../protocol.ts'
import { openWorldEngine, type WorldEngine } from './engine.ts'
import { liveDays } from './live.ts'
import {
  categories,
  customersSql,
  type Founding,
  populationSql,
  productsPerCategory,
  productsSql,
} from './population.ts'
import { basePurchasesSql, historyEventsSql, historyLinesSql } from './purchases.ts'
import { outcomesOf, plantedTruth } from './truth.ts'

/**
 * The demo's customers, in a process of their own. They know the product as any customer does: by the mail in their
 * boxes and the links in it; their orders reach it as any shop's do.
 */
interface Founded {
  founding: Founding
  engine: WorldEngine
  world: string
  known: Set<string>
}

let founded: Founded | null = null

async function obey(command: WorldCommand): Promise<WorldAnswers[keyof WorldAnswers]> {
  if (command.cmd === 'found') return found(command)
  if (!founded) throw new Error('There is no world yet: the first command must be "found".')
  const { founding, engine, world, known } = founded
  switch (command.cmd) {
    case 'history':
      return history(founded, command)
    case 'live':
      return liveDays(engine, world, founding, command.api, known, command.fromDay, command.toDay)
    case 'truth':
      return plantedTruth(engine, world, command.campaignId)
    case 'outcomes':
      return outcomesOf(engine, world, founding, command.campaignId, command.people, command.toDay)
    case 'dissolve':
      await engine.command(`DROP DATABASE IF EXISTS ${world}`)
      await engine.close()
      founded = null
      return {}
  }
}

/** Same seed, same world: founding again after a restart finds the people as they were, inbox included. */
async function found(command: Extract<WorldCommand, { cmd: 'found' }>): Promise<WorldAnswers['found']> {
  if (!/^[a-z][a-z0-9_]{0,60}$/.test(command.engine.database))
    throw new Error('The name of the world’s database is not usable.')
  const engine = openWorldEngine(command.engine)
  const world = command.engine.database
  const founding: Founding = {
    seed: command.seed,
    customers: command.customers,
    effect: command.effect,
    today: new Date(command.today),
    horizonDays: command.horizonDays,
  }
  const answer = { customers: command.customers, products: categories.length * productsPerCategory }
  const [there] = await engine.rows<{ tables: number }>(
    `SELECT toUInt32(count()) AS tables FROM system.tables WHERE database = '${world}' AND name = 'caused_lines'`,
  )
  const known = new Set<string>()
  if (there && there.tables > 0) {
    for (const row of await engine.rows<{ id: string }>(
      `SELECT DISTINCT message_id AS id FROM ${world}.inbox`,
    ))
      known.add(row.id)
  } else {
    await engine.command(`DROP DATABASE IF EXISTS ${world}`)
    await engine.command(`CREATE DATABASE ${world}`)
    for (const statement of [...populationSql(world, founding), ...basePurchasesSql(world, founding)])
      await engine.command(statement)
  }
  founded = { founding, engine, world, known }
  return answer
}

async function history(
  at: Founded,
  command: Extract<WorldCommand, { cmd: 'history' }>,
): Promise<WorldAnswers['history']> {
  const { engine, world, founding } = at
  const { productDatabase, workspaceId, importId, currency } = command
  if (
    !/^[a-z_][a-z0-9_]{0,60}$/i.test(productDatabase) ||
    !/^[0-9a-f-]{36}$/.test(importId) ||
    !/^[A-Z]{3}$/.test(currency)
  ) {
    throw new Error('The history was asked for with names that are not usable.')
  }
  await engine.insert(
    `${world}.keys`,
    command.personKeys.map((key, index) => ({ i: index + 1, person_key: key })),
  )
  await engine.command(productsSql(world, productDatabase, workspaceId, importId, currency, founding.today))
  await engine.command(customersSql(world, productDatabase, workspaceId, importId, founding.today))
  await engine.command(historyLinesSql(world, productDatabase, workspaceId, importId, currency, founding))
  await engine.command(historyEventsSql(world, productDatabase, workspaceId, founding))
  const [counts] = await engine.rows<{ lines: number; events: number }>(
    `SELECT (SELECT toUInt32(count()) FROM ${productDatabase}.order_lines WHERE workspace_id = ${workspaceId}) AS lines,
            (SELECT toUInt32(count()) FROM ${productDatabase}.events WHERE workspace_id = ${workspaceId}) AS events`,
  )
  return { orderLines: counts?.lines ?? 0, events: counts?.events ?? 0, customers: command.personKeys.length }
}

// One command at a time, answered in order; the world ends with its parent.
const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
let last: Promise<void> = Promise.resolve()
lines.on('line', (line) => {
  last = last.then(async () => {
    let answer: object
    try {
      answer = { ok: true, answer: await obey(worldCommand.parse(JSON.parse(line))) }
    } catch (error) {
      answer = { ok: false, problem: messageOf(error) }
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  })
})
lines.on('close', () => {
  void last.then(() => process.exit(0))
})
