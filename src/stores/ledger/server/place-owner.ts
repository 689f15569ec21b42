import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where root keeps clusters of data folders that no other user may enter. */
export const systemHome = '/var/lib/liangti'

const ownerFile = 'data-folder'

/** Writes into a place outside the data folder whose it is, so that it can be told when that folder is gone. */
export function noteOwner(place: string, dataDir: string): void {
  const path = join(place, ownerFile)
  if (!existsSync(path)) writeFileSync(path, `${dataDir}\n`, { mode: 0o600 })
}

export interface AbandonedPlace {
  place: string
  /** The data folder it was made for, which no longer names it. */
  dataDir: string
}

/** Places whose data folder is gone, or has another place by now. Those that do not say whose they are are left out. */
export function abandonedPlaces(root: string = systemHome): AbandonedPlace[] {
  const found: AbandonedPlace[] = []
  for (const place of foldersIn(root).map((name) => join(root, name))) {
    const dataDir = textOf(join(place, ownerFile))
    if (dataDir !== null && textOf(join(dataDir, 'ledger', 'place')) !== place) found.push({ place, dataDir })
  }
  return found
}

function foldersIn(root: string): string[] {
  try {
    return readdirSync(root).sort()
  } catch {
    return [] // there is none, or it is not ours to read
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
