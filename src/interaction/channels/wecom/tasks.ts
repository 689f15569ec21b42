import { z } from 'zod'
import { accepted, failed, unknown } from '../channel.ts'
import type { Confirmed, HandOver, NotAsked, Told } from '../confirmed.ts'
import { allPages, problemOf, type WecomCalls } from './calls.ts'
import { refusalOf, strangerCodes } from './classify.ts'
import { payloadOf, tooLong, type WecomContent } from './content.ts'

/** Customers of one message. Source: developer.work.weixin.qq.com, "创建企业群发". */
export const mostCustomers = 10_000

const taken = z.object({ msgid: z.string().min(1), fail_list: z.array(z.string()).default([]) })
const tasks = z.object({ task_list: z.array(z.object({ userid: z.string(), status: z.number() })) })
const results = z.object({
  send_list: z.array(
    z.object({ external_userid: z.string(), status: z.number(), send_time: z.number().optional() }),
  ),
})
const sends = z.object({
  group_msg_list: z.array(
    z.object({
      msgid: z.string(),
      text: z.object({ content: z.string().default('') }).optional(),
      attachments: z
        .array(z.object({ link: z.object({ url: z.string().default('') }).optional() }))
        .default([]),
    }),
  ),
})

/** One message to many customers, each by the adviser who last talked with them, when that adviser confirms it. */
export function adviserTasks(calls: WecomCalls, confirmDays: number): Confirmed<WecomContent> {
  return {
    mostAtOnce: mostCustomers,
    stranger: 'wecom_not_friend',
    confirmDays,
    handOver: (addresses, message) => handOver(calls, addresses, message),
    find: (message, since, isOurs, known) => find(calls, message, since, isOurs, known),
    ask: (msgid) => ask(calls, msgid, false),
    cancel: async (msgid) => {
      const problem = problemOf(await calls.call('cancel_groupmsg_send', { msgid }))
      return problem === null ? null : { problem }
    },
  }
}

async function handOver(
  calls: WecomCalls,
  addresses: readonly string[],
  message: WecomContent,
): Promise<HandOver> {
  const long = tooLong(message)
  if (long !== null) return refused(failed('wecom_too_long', { retry: false }))
  const end = await calls.call('add_msg_template', {
    ...{ chat_type: 'single', external_userid: [...addresses] },
    ...payloadOf(message),
  })
  if (end.kind === 'lost') return { kind: 'unknown' }
  if (end.kind === 'not_asked')
    return refused(
      failed(end.reason, { retry: 'connection', params: end.code === null ? {} : { reply: end.code } }),
    )
  if (end.errcode === 0) {
    const said = taken.safeParse(end.body).data
    return said ? { kind: 'taken', providerId: said.msgid, refused: said.fail_list } : { kind: 'unknown' }
  }
  const outcome = refusalOf(end.errcode)
  const isAboutOne = strangerCodes.includes(end.errcode) && addresses.length > 1
  const strangers = isAboutOne ? await strangersAmong(calls, addresses) : []
  // Without those that are not known it is worth another try.
  if (strangers.length > 0)
    return { kind: 'failed', outcome: { ...outcome, reason: 'wecom_busy', retry: 'message' }, strangers }
  return { kind: 'failed', outcome, strangers }
}

function refused(outcome: ReturnType<typeof failed>): HandOver {
  return outcome.kind === 'failed' ? { kind: 'failed', outcome, strangers: [] } : { kind: 'unknown' }
}

const askedAtOnce = 8

/** Whom the company does not know (any more). The platform names nobody, so each is asked about. */
async function strangersAmong(calls: WecomCalls, addresses: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (let at = 0; at < addresses.length; at += askedAtOnce) {
    const some = addresses.slice(at, at + askedAtOnce)
    const ends = await Promise.all(some.map((each) => calls.call('get', null, { external_userid: each })))
    ends.forEach((end, i) => {
      if (end.kind === 'said' && strangerCodes.includes(end.errcode)) found.push(some[i] as string)
    })
  }
  return found
}

/** @param withUnsent also what advisers have not confirmed yet, which costs a question each */
async function ask(
  calls: WecomCalls,
  msgid: string,
  withUnsent: boolean,
): Promise<{ told: Told[] } | NotAsked> {
  const advisers = await allPages(
    calls,
    'get_groupmsg_task',
    { msgid, limit: 1_000 },
    (body) => tasks.parse(body).task_list,
  )
  if ('problem' in advisers) return advisers
  const told: Told[] = []
  for (const { userid, status } of advisers.items) {
    if (status === 0 && !withUnsent) continue
    const answer = await allPages(
      calls,
      'get_groupmsg_send_result',
      { msgid, userid, limit: 1_000 },
      (body) => results.parse(body).send_list,
    )
    if ('problem' in answer) return answer
    told.push(...answer.items.map((each) => fateOf(msgid, each)))
  }
  return { told }
}

const refusedBy: ReadonlyMap<number, string> = new Map([
  [2, 'wecom_not_friend'],
  [3, 'wecom_quota'],
])

/** 0 waits, 1 was sent, 2 is no friend of the adviser, 3 got as many such messages as the company may send. */
function fateOf(msgid: string, each: z.output<typeof results>['send_list'][number]): Told {
  const address = each.external_userid
  const at = each.send_time ? new Date(each.send_time * 1_000) : null
  if (each.status === 1) return { address, outcome: accepted(msgid) as Told['outcome'], at }
  const reason = refusedBy.get(each.status)
  return { address, outcome: reason ? (failed(reason, { retry: false }) as Told['outcome']) : null, at }
}

/** Clocks of the platform and of ours may differ. */
const marginSeconds = 600

async function find(
  calls: WecomCalls,
  message: WecomContent,
  since: Date,
  isOurs: (address: string) => boolean,
  known: ReadonlySet<string>,
): Promise<{ providerId: string | null } | NotAsked> {
  const from = Math.floor(since.getTime() / 1_000)
  const listed = await allPages(
    calls,
    'get_groupmsg_list_v2',
    {
      ...{ chat_type: 'single', filter_type: 0, limit: 100 },
      ...{ start_time: from - marginSeconds, end_time: from + 2 * marginSeconds },
    },
    (body) => sends.parse(body).group_msg_list,
  )
  if ('problem' in listed) return listed
  const alike = listed.items.filter(
    ({ msgid, text, attachments }) =>
      !known.has(msgid) &&
      (text?.content ?? '') === message.words &&
      (attachments[0]?.link?.url ?? '') === message.cardLink,
  )
  for (const { msgid } of alike) {
    const answer = await ask(calls, msgid, true)
    if ('problem' in answer) return answer
    // Its advisers are still being told: whose it is shows later.
    if (answer.told.length === 0) return { problem: 'wecom_busy' }
    if (answer.told.some(({ address }) => isOurs(address))) return { providerId: msgid }
  }
  return { providerId: null }
}

/** One message as any other channel sends it: a hand-over to one. */
export async function deliverOne(confirmed: Confirmed<WecomContent>, address: string, message: WecomContent) {
  const end = await confirmed.handOver([address], message)
  if (end.kind === 'unknown') return unknown('no_answer_after_request')
  if (end.kind === 'failed') return end.outcome
  return end.refused.includes(address)
    ? failed('wecom_not_friend', { retry: false })
    : accepted(end.providerId)
}
