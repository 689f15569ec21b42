import { existsSync, mkdirSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { InvalidInputError } from '@liangti/models'
import type { Command } from 'commander'
import { messageOf } from '../../kit/errors.ts'
import type { Task } from '../../kit/progress.ts'
import type { Cli, RegisterCommand } from '../cli.ts'
import { progressNotes } from '../progress.ts'
import { labErrors } from './errors.ts'
import type { LabMethod, LabResult } from './method.ts'
import { labMethods } from './methods/index.ts'
import { labOptions } from './options.ts'
import { resultText } from './result-text.ts'
import { type LabFile, openLabFile } from './table/open.ts'
import { type StartedThreads, startThreads } from './thread/threads.ts'

/** `liangti lab METHOD FILE`: every algorithm on any file, without a platform. */
export const registerLab: RegisterCommand = (program, cli) => {
  const lab = program
    .command('lab')
    .description(
      cli.say('Run an algorithm on any CSV or Parquet file', '在任意 CSV 或 Parquet 文件上运行算法'),
    )
  for (const method of labMethods) registerMethod(lab, cli, method)
}

function registerMethod(lab: Command, cli: Cli, method: LabMethod): void {
  const command = lab.command(method.name).description(cli.say(method.en, method.zh))
  const files = cli.say('CSV, TSV (also .gz) or Parquet', 'CSV、TSV（可为 .gz）或 Parquet 文件')
  if (method.files.most === 1) command.argument(method.files.least === 0 ? '[file]' : '<file>', files)
  if (method.files.most === 2) command.argument('<file>', files).argument('[file2]', files)
  for (const option of method.options)
    command.option(option.flags, cli.say(option.en, option.zh), option.default)
  command
    .option('--plot <file>', cli.say('write charts to an HTML file', '把图表写入 HTML 文件'))
    .option('--json', cli.say('print one JSON object', '输出一个 JSON 对象'))
    .action(async (...args: unknown[]) => {
      const given = command.opts()
      const paths = args.slice(0, method.files.most).filter((path) => typeof path === 'string')
      // Ctrl-C ends the process where it stands: an algorithm hears nothing while it computes, and takes nothing back.
      const task: Task = { signal: new AbortController().signal, report: progressNotes(cli) }
      const result = await runMethod(cli, method, paths, given, task)
      if (typeof given.plot === 'string') {
        // Loaded here only: what draws the charts is larger than all the algorithms.
        const { plotPage } = await import('./plot.ts')
        writeText(cli, given.plot, plotPage(method.name, result, paths, cli.locale))
      }
      cli.out(given.json ? JSON.stringify(result.json) : resultText(result))
    })
}

async function runMethod(
  cli: Cli,
  method: LabMethod,
  paths: readonly string[],
  given: Record<string, unknown>,
  task: Task,
): Promise<LabResult> {
  const files: LabFile[] = []
  const started: StartedThreads[] = []
  try {
    for (const path of paths) files.push(await openLabFile(resolve(cli.cwd, path), task))
    return await method.run({
      options: labOptions(given),
      files,
      file() {
        const [first] = files
        if (!first)
          throw labErrors.noOption({
            option: 'file',
            why: cli.say('name a file after the method.', '请在方法名后给出文件。'),
          })
        return first
      },
      task,
      seconds: () => performance.now() / 1000,
      threads(count) {
        const threads = startThreads(count)
        started.push(threads)
        return threads
      },
      write: (path, text) => writeText(cli, path, text),
    })
  } catch (error) {
    if (error instanceof InvalidInputError)
      throw labErrors.unusable({ method: method.name, problem: error.message })
    throw error
  } finally {
    for (const file of files) file.close()
    await Promise.all(started.map((threads) => threads.stop()))
  }
}

/**
 * Whole or not at all, also when the process is ended meanwhile. One new folder at most: `recursive` never comes back
 * where the system refuses to make one (/proc).
 */
function writeText(cli: Cli, path: string, text: string): void {
  const to = resolve(cli.cwd, path)
  try {
    if (!existsSync(dirname(to))) mkdirSync(dirname(to))
    // A pipe or a device stays what it is.
    if (existsSync(to) && !statSync(to).isFile()) {
      writeFileSync(to, text)
      return
    }
    const real = existsSync(to) ? realpathSync(to) : to
    const part = join(dirname(real), `.${basename(real)}.${process.pid}.part`)
    writeFileSync(part, text)
    renameSync(part, real)
  } catch (error) {
    throw labErrors.notWritten({ path, reason: messageOf(error) })
  }
}
