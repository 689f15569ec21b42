import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/kit/paths.ts'

export interface RunningProduct {
  url: string
  dataDir: string
  process: ChildProcess
  /** Everything it printed. */
  output(): string
  /** The first sign-in it printed. */
  signIn: { link: string; email: string; password: string } | null
  stop(): Promise<void>
}

export interface ProductOptions {
  demo?: boolean
  dataDir?: string
  /** Default: a free one. The same again where a session is to outlive a restart. */
  port?: number
  /** Kept after stop, for a second start on it. */
  keepData?: boolean
  env?: Record<string, string>
  timeoutMs?: number
}

/** `liangti start` as a newcomer runs it: a process of its own, on a free port and a folder of its own. */
export async function startProduct(options: ProductOptions = {}): Promise<RunningProduct> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'liangti-product-'))
  const port = options.port ?? (await freePort())
  const child = spawn(
    process.execPath,
    [
      join(packageRoot(), 'bin/liangti'),
      'start',
      '--port',
      String(port),
      '--data',
      dataDir,
      ...(options.demo ? [] : ['--no-demo']),
    ],
    {
      env: {
        ...process.env,
        LANG: 'en_GB.UTF-8',
        LIANGTI_NO_BUILD: '1',
        LIANGTI_LOG_LEVEL: 'warn',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const url = `http://127.0.0.1:${port}`
  await answers(url, child, () => printed, options.timeoutMs ?? 90_000)
  return {
    url,
    dataDir,
    process: child,
    output: () => printed,
    signIn: signInOf(printed),
    stop: async () => {
      await ended(child)
      if (!options.keepData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function signInOf(printed: string): RunningProduct['signIn'] {
  const link = /(https?:\/\/\S+\/sign-in\?token=\S+)/.exec(printed)?.[1]
  const email = /(\S+@liangti\.local)/.exec(printed)?.[1]
  const password = /(?:password|密码)\s*[:：]?\s*(\S+)/i.exec(printed)?.[1]
  return link && email && password ? { link, email, password } : null
}

async function answers(
  url: string,
  child: ChildProcess,
  printed: () => string,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`liangti start ended with ${child.exitCode}:\n${printed()}`)
    const answer = await fetch(`${url}/api/session`).catch(() => null)
    // The greeting with the first sign-in comes a moment after the first answer.
    if (answer?.ok && printed().includes('Ctrl-C')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`liangti start did not answer within ${timeoutMs} ms:\n${printed()}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await gone
  clearTimeout(timer)
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
