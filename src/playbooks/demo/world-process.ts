import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { defineErrors } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { entryPath } from '../../kit/paths.ts'
import type { WorldAnswers, WorldCommand } from './protocol.ts'

export const worldErrors = defineErrors('demo', {
  worldFailed: {
    kind: 'internal',
    retryable: false,
    en: (p: { problem: string }) =>
      `The demo business stopped: ${p.problem}. Your own workspaces are not affected; restart to try again.`,
    'zh-CN': (p: { problem: string }) =>
      `示例商城已停止：${p.problem}。您自己的工作区不受影响，重新启动即可再试。`,
  },
  notDemo: {
    kind: 'conflict',
    retryable: false,
    en: (p: { workspace: string }) =>
      `"${p.workspace}" is not the demo workspace; only the demo can live through days at will.`,
    'zh-CN': (p: { workspace: string }) => `“${p.workspace}”不是示例工作区，只有示例工作区可以快进时间。`,
  },
  alreadyRunning: {
    kind: 'conflict',
    retryable: true,
    en: () => 'The time-lapse is already running. Stop it first, or watch it on Home.',
    'zh-CN': () => '时间快进正在进行中。请先停止，或在总览页查看。',
  },
})

/** The process in which the demo's customers live. Commands are answered one at a time, in order. */
export interface WorldProcess {
  ask<C extends WorldCommand['cmd']>(command: Extract<WorldCommand, { cmd: C }>): Promise<WorldAnswers[C]>
  close(): Promise<void>
}

export function startWorld(log: Log): WorldProcess {
  const child = spawn(process.execPath, [entryPath('demo-world')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: { resolve: (answer: never) => void; reject: (error: unknown) => void }[] = []
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))

  createInterface({ input: child.stdout }).on('line', (line) => {
    const asked = waiting.shift()
    if (!asked) return
    const message = JSON.parse(line) as { ok: true; answer: never } | { ok: false; problem: string }
    if (message.ok) asked.resolve(message.answer)
    else asked.reject(worldErrors.worldFailed({ problem: message.problem }))
  })
  child.once('exit', (code, signal) => {
    if (waiting.length > 0) log.warn({ code, signal }, 'the demo world ended early')
    for (const asked of waiting.splice(0))
      asked.reject(worldErrors.worldFailed({ problem: `its process ended (${signal ?? code})` }))
  })
  // A write after the child died is reported by 'exit'; without a listener it would end this process.
  child.stdin.on('error', () => {})

  return {
    ask: (command) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) {
          reject(worldErrors.worldFailed({ problem: 'its process has ended' }))
          return
        }
        waiting.push({ resolve: resolve as (answer: never) => void, reject })
        child.stdin.write(`${JSON.stringify(command)}\n`)
      }),
    close: async () => {
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    },
  }
}
