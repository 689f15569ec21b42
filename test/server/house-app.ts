import type { FastifyInstance, InjectOptions } from 'fastify'
import { type ManualClock, manualClock } from '../../src/kit/clock.ts'
import { silentLog } from '../../src/kit/log.ts'
import { createGate } from '../../src/server/auth/gate.ts'
import { createKeyMemory } from '../../src/server/auth/key-memory.ts'
import { createThrottle } from '../../src/server/auth/throttle.ts'
import { createUser } from '../../src/server/auth/users.ts'
import type { Role } from '../../src/server/house/api.ts'
import type { House } from '../../src/server/house/house.ts'
import { houseRoutes } from '../../src/server/house/routes.ts'
import { createHttpServer } from '../../src/server/http/server.ts'
import { createWorkspaceKeys } from '../../src/stores/ledger/index.ts'
import { type FreshStores, freshStores } from '../support/stores.ts'

/** The fields of answers that tests read one by one; the rest they compare as a whole. */
export interface Answer {
  slug: string
  csrfToken: string
  userId: string
  id: string
  prefix: string
  secret: string
  revokedAt: string | null
}

export interface Browser {
  cookie: string
  csrfToken: string
  send(
    method: InjectOptions['method'],
    url: string,
    payload?: object,
  ): Promise<{ status: number; body: Answer; cookie: string | null }>
}

export interface HouseApp {
  app: FastifyInstance
  fresh: FreshStores
  clock: ManualClock
  house: House
  addUser(email: string, role?: Role): Promise<string>
  signIn(email: string, password?: string, headers?: Record<string, string>): Promise<Browser>
  close(): Promise<void>
}

export const password = 'correct horse battery'

/** The house alone, on real stores, at a time the test sets. */
export async function houseApp(): Promise<HouseApp> {
  const fresh = await freshStores()
  const clock = manualClock(new Date('2026-03-01T08:00:00Z'))
  const house: House = {
    ...fresh.stores,
    clock,
    log: silentLog,
    throttle: createThrottle(clock),
    keyMemory: createKeyMemory(),
    secureCookies: false,
    locale: 'en',
    prepareWorkspace: (id) => createWorkspaceKeys(fresh.stores.ledger, fresh.masterKey, id),
    mail: async () => ({ mode: 'catcher', ok: true }),
    featuresAt: async () => null,
  }
  const app = await createHttpServer({
    routes: houseRoutes(house).map(({ endpoint, handle }) => ({
      endpoint: { ...endpoint, ratePerMinute: 10_000 },
      handle,
    })),
    gate: createGate(fresh.stores.ledger, clock, house.keyMemory),
    settings: { publicUrl: undefined, locale: 'en' },
    log: silentLog,
    consoleDir: null,
  })
  return {
    app,
    fresh,
    clock,
    house,
    addUser: async (email, role) => {
      const id = await createUser(fresh.stores.ledger, { email, displayName: email, password, locale: 'en' })
      if (role) {
        await fresh.stores.ledger.db
          .insertInto('memberships')
          .values({ user_id: id, workspace_id: fresh.workspaceId, role })
          .execute()
      }
      return id
    },
    signIn: async (email, secret = password, headers = {}) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/session',
        headers,
        payload: { email, password: secret },
      })
      if (answer.statusCode !== 200) throw new Error(answer.json().code)
      return browserOf(app, String(answer.headers['set-cookie']), answer.json().csrfToken)
    },
    close: async () => {
      await app.close()
      await fresh.close()
    },
  }
}

export function browserOf(app: FastifyInstance, setCookie: string, csrfToken: string): Browser {
  const cookie = setCookie.split(';')[0] ?? ''
  return {
    cookie,
    csrfToken,
    send: async (method, url, payload) => {
      const headers = { cookie, 'x-csrf-token': csrfToken }
      const answer = await app.inject({
        method: method ?? 'GET',
        url,
        headers,
        ...(payload ? { payload } : {}),
      })
      const set = answer.headers['set-cookie']
      return {
        status: answer.statusCode,
        body: answer.json(),
        cookie: set === undefined ? null : String(set),
      }
    },
  }
}
