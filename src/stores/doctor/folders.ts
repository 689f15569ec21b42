import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../../kit/config.ts'
import { readMasterKey } from '../../kit/crypto/index.ts'
import { isAppError, messageOf } from '../../kit/errors.ts'
import { isKeeper, ledgerFiles, readJson } from '../ledger/server/files.ts'
import { type AbandonedPlace, abandonedPlaces } from '../ledger/server/place-owner.ts'
import { masterKeyPath, nextKeyPath } from '../master-key.ts'
import { type Finding, fail, ok, say, warn } from './finding.ts'

const gibibyte = 2 ** 30

/** The folder itself, or the nearest one above that exists. */
function existingFolder(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : existingFolder(dirname(dir))
}

export function dataFolder(config: Config): Finding {
  const dir = existingFolder(config.dataDir)
  const shown = config.dataDir
  try {
    accessSync(dir, constants.W_OK | constants.X_OK)
  } catch {
    const what = say(`The data folder ${shown} cannot be written.`, `数据目录 ${shown} 不可写。`)
    return fail(
      'data-folder',
      what,
      say(
        `Give this user the right to write in ${dir}, or set LIANGTI_DATA_DIR.`,
        `请授予当前用户 ${dir} 的写权限，或设置 LIANGTI_DATA_DIR。`,
      ),
    )
  }
  const moved = join(shown, 'ledger', 'place')
  if (existsSync(moved)) {
    const place = readFileSync(moved, 'utf8').trim()
    const what = say(
      `Data folder ${shown}; PostgreSQL's part is in ${place}, since it may not run as root nor enter a private folder.`,
      `数据目录 ${shown}；PostgreSQL 不能以 root 运行，也无法进入私有目录，其数据位于 ${place}。`,
    )
    return warn(
      'data-folder',
      what,
      say(
        'Nothing has to be done. When you copy the folder, use "liangti backup" instead.',
        '无需处理。迁移数据时请使用 liangti backup，不要直接复制目录。',
      ),
    )
  }
  return ok('data-folder', say(`Data folder ${shown}`, `数据目录 ${shown}`))
}

export function diskSpace(config: Config): Finding {
  const stats = statfsSync(existingFolder(config.dataDir))
  const free = (stats.bavail * stats.bsize) / gibibyte
  const what = say(
    `${free.toFixed(1)} GiB free on the disk of the data folder`,
    `数据目录所在磁盘剩余 ${free.toFixed(1)} GiB`,
  )
  const fix = say(
    'Free some space, or move the data folder to a larger disk (LIANGTI_DATA_DIR).',
    '请清理磁盘，或将数据目录移至更大的磁盘（LIANGTI_DATA_DIR）。',
  )
  if (free < 1) return fail('disk', what, fix)
  return free < 5 ? warn('disk', what, fix) : ok('disk', what)
}

export function keyFile(config: Config): Finding {
  const path = masterKeyPath(config)
  try {
    if (existsSync(nextKeyPath(path)))
      return warn(
        'key-file',
        say('A change of the master key was cut off.', '主密钥的更换曾被中断。'),
        say(
          'Nothing has to be done: the next start or "liangti keys rotate --master" brings it to its end.',
          '无需处理：下次启动或执行 liangti keys rotate --master 时会自动完成。',
        ),
      )
    if (readMasterKey(path))
      return ok(
        'key-file',
        say(`Master key ${path}, readable by its owner alone`, `主密钥 ${path}，仅所有者可读`),
      )
    return ok(
      'key-file',
      say(`No master key yet; the first start makes ${path}.`, `尚无主密钥，首次启动时会生成 ${path}。`),
    )
  } catch (error) {
    const words = isAppError(error)
      ? say(error.in('en'), error.in('zh-CN'))
      : say(messageOf(error), messageOf(error))
    return fail(
      'key-file',
      words,
      say(
        'See the message; never replace a key that encrypted data.',
        '请按上述提示处理；切勿替换已用于加密数据的密钥。',
      ),
    )
  }
}

export function leftovers(config: Config): Finding[] {
  const files = ledgerFiles(config.dataDir)
  const holder = readJson<{ pid: number }>(files.lock)
  if (!holder || isKeeper(holder.pid, files)) return []
  const since = statSync(files.lock, { throwIfNoEntry: false })?.mtime.toISOString() ?? ''
  const what = say(
    `A lock of process ${holder.pid} was left behind (${since}).`,
    `存在进程 ${holder.pid} 遗留的锁文件（${since}）。`,
  )
  return [
    warn(
      'lock',
      what,
      say(
        'Nothing has to be done: the next start replaces it and recovers.',
        '无需处理，下次启动会自动替换并恢复。',
      ),
    ),
  ]
}

/** Data of PostgreSQL that lay outside its data folder and stayed when that was deleted. */
export function strayData(places: readonly AbandonedPlace[] = abandonedPlaces()): Finding[] {
  return places.map(({ place, dataDir }) =>
    warn(
      'stray-data',
      say(
        `${place} holds PostgreSQL's part of the data folder ${dataDir}, which is gone.`,
        `${place} 中仍保留着数据目录 ${dataDir} 的 PostgreSQL 数据，而该目录已不存在。`,
      ),
      say(
        `If that folder was deleted, and does not lie on a disk that is not mounted now, remove the rest with: rm -r ${place}`,
        `若该目录确已删除（而非所在磁盘未挂载），可执行以下命令清理：rm -r ${place}`,
      ),
    ),
  )
}
