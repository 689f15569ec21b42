import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createGuard } from '../../../../src/customer/index.ts'
import type { Outcome } from '../../../../src/interaction/channels/channel.ts'
import { valueAt } from '../../../../src/interaction/channels/sms/http/answer.ts'
import { codeClasses } from '../../../../src/interaction/channels/sms/http/codes.ts'
import { sms } from '../../../../src/interaction/channels/sms/index.ts'
import { type Answer, type HttpSink, startHttpSink, type Taken } from '../../../support/http-sink.ts'
import { channelTools } from '../../support/channel-tools.ts'

const content = {
  text: '【量体】您好，新品到店。拒收请回复R',
  plain: '您好，新品到店。',
  templateNumber: 'SMS_1001',
  params: { name: '王女士', code: 'TEN' },
}
const id = '0197aaaa-0000-7000-8000-000000000001'
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

const defaults = { way: 'http', body: '{"mobile": "{{ phone }}", "content": "{{ text }}"}' } as const

async function sent(
  answer: (taken: Taken) => Answer | 'drop',
  settings: object = {},
  given: Partial<typeof content> = {},
): Promise<{ outcome: Outcome; sink: HttpSink }> {
  const sink = await startHttpSink(answer)
  const sender = sms.open(
    sms.settings.parse({ ...defaults, gatewayUrl: `${sink.url}/send`, timeoutMs: 1_000, ...settings }),
    channelTools(),
  )
  opened.push(sink, sender)
  const message = { deliveryId: id, address: '+8613800138000', content: { ...content, ...given } }
  return { sink, outcome: await sender.deliver(message) }
}

describe('a gateway over HTTP', () => {
  it('is told number, text, template and values as its own interface names them', async () => {
    const { sink, outcome } = await sent(() => ({ status: 200, body: '{"Code":"OK","Biz":{"Id":"b-7"}}' }), {
      body: '{"PhoneNumbers": "{{ phone_national }}", "SignName": "{{ sign }}", "TemplateCode": "{{ template }}", "TemplateParam": "{{ params }}", "Set": "{{ params_list }}", "OutId": "{{ id }}", "n": 1}',
      headers: 'Authorization: Bearer {{ key }}\nX-Plain: {{ plain_text | base64 }}',
      apiKey: 'k-1',
      ...{ sign: '量体', okPath: 'Code', okValue: 'OK', idPath: '$.Biz.Id' },
    })
    expect(outcome).toEqual({ kind: 'accepted', providerId: 'b-7' })
    expect(JSON.parse(sink.taken[0]?.body.toString() ?? '')).toEqual({
      PhoneNumbers: '13800138000',
      SignName: '量体',
      TemplateCode: 'SMS_1001',
      TemplateParam: { name: '王女士', code: 'TEN' },
      Set: ['王女士', 'TEN'],
      OutId: id,
      n: 1,
    })
    expect(sink.taken[0]?.headers.authorization).toBe('Bearer k-1')
    expect(Buffer.from(sink.taken[0]?.headers['x-plain'] ?? '', 'base64').toString()).toBe(content.plain)
  })

  it('is written to as a form, and by GET in the address, with the hashes it asks for', async () => {
    const body =
      '{"account": "shop", "mobile": "{{ phone_digits }}", "msg": "{{ text }}", "sign": "{{ key | append: secret | md5 }}", "data": "{{ params }}"}'
    const settings = { body, bodyType: 'form', apiKey: 'k', apiSecret: 's' }
    const posted = await sent(() => ({ status: 200 }), settings)
    const read = await sent(() => ({ status: 200 }), { ...settings, method: 'GET' })
    const expected = {
      account: 'shop',
      mobile: '8613800138000',
      msg: content.text,
      sign: createHash('md5').update('ks').digest('hex'),
      data: JSON.stringify(content.params),
    }
    expect(posted.sink.taken[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(posted.sink.taken[0]?.body.toString()))).toEqual(expected)
    expect(read.sink.taken[0]?.method).toBe('GET')
    expect(Object.fromEntries(new URL(read.sink.taken[0]?.path ?? '', 'http://x').searchParams)).toEqual(
      expected,
    )
  })

  it('gets the structure that was written, whatever stands in a text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (text) => {
        const { sink } = await sent(() => ({ status: 200 }), {}, { text })
        expect(JSON.parse(sink.taken[0]?.body.toString() ?? '')).toEqual({
          mobile: '+8613800138000',
          content: text,
        })
      }),
      { numRuns: 40 },
    )
  })

  it('puts no second header into a header', async () => {
    const { sink } = await sent(
      () => ({ status: 200 }),
      { headers: 'X-Id: {{ template }}' },
      {
        templateNumber: 'a\r\nX-Evil: 1',
      },
    )
    expect(sink.taken[0]?.headers).not.toHaveProperty('x-evil')
    expect(sink.taken[0]?.headers['x-id']).toBe('a X-Evil: 1')
  })
})

describe('its answer', () => {
  const rules = {
    ...{ okPath: 'code', okValue: '0', idPath: 'data.id' },
    codes: 'LIMIT = later\nBAD_NUMBER = number\n1001 = sign_in\nBLACK = refused',
  }
  it.each([
    [200, '{"code":0,"data":{"id":9}}', { kind: 'accepted', providerId: '9' }],
    [200, '{"code":"0"}', { kind: 'accepted', providerId: null }],
    [200, '{"code":"LIMIT"}', { reason: 'refused_for_now_sms', retry: 'message' }],
    [200, '{"code":"BAD_NUMBER"}', { reason: 'number_refused', retry: false }],
    [400, '{"code":"BAD_NUMBER"}', { reason: 'number_refused', retry: false }],
    [200, '{"code":1001}', { reason: 'sms_server_sign_in', retry: 'connection' }],
    [200, '{"code":"OTHER"}', { reason: 'sms_refused', retry: false, params: { reply: 'OTHER' } }],
    [200, '{"code":"to 13800138000 refused"}', { reason: 'sms_refused', params: {} }],
    [200, '{"code":"13800138000"}', { reason: 'sms_refused', params: {} }],
    [200, 'gateway is fine', { kind: 'unknown', reason: 'sms_answer_unreadable' }],
    [200, '{}', { kind: 'unknown', reason: 'sms_answer_unreadable' }],
    [500, '{"code":0}', { reason: 'refused_for_now_sms', retry: 'message' }],
    [503, '', { reason: 'refused_for_now_sms', retry: 'message' }],
    [401, '', { reason: 'sms_server_sign_in', retry: 'connection' }],
    [302, '', { reason: 'sms_refused', retry: false }],
  ])('%i %s means %o', async (status, body, expected) => {
    expect((await sent(() => ({ status, body }), rules)).outcome).toMatchObject(expected)
  })

  it('is judged by its status alone where no place is named', async () => {
    expect((await sent(() => ({ status: 202, body: 'ok' }))).outcome).toMatchObject({ kind: 'accepted' })
    expect((await sent(() => ({ status: 422 }))).outcome).toMatchObject({ retry: false })
  })

  it('is found by its path and never beyond what is there', () => {
    const json = { a: [{ b: 1 }], ok: false, s: 'x' }
    expect([valueAt(json, 'a.0.b'), valueAt(json, '$.a[0].b'), valueAt(json, 'ok')]).toEqual([1, 1, false])
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, path) => {
        expect(['string', 'number', 'boolean', 'undefined']).toContain(typeof valueAt(value, path))
      }),
    )
    expect(valueAt(json, '__proto__.toString')).toBeUndefined()
  })
})

describe('the connection', () => {
  const valid = { ...defaults, gatewayUrl: 'https://sms.example/send' }
  it.each([
    ['gatewayUrl', { gatewayUrl: '' }],
    ['gatewayUrl', { gatewayUrl: 'ftp://x.example' }],
    ['gatewayUrl', { gatewayUrl: 'https://u:p@x.example' }],
    ['body', { body: '{"a": {{ phone }} }' }],
    ['body', { body: '{"a": "{{ phone | nothing }}"}' }],
    ['headers', { headers: 'no header' }],
    ['codes', { codes: 'A = later\nB = whatever' }],
  ])('names %s where it is wrong', (name, change) => {
    const { error } = sms.settings.safeParse({ ...valid, ...change })
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain(name)
  })

  it('asks for what its way needs and no more', () => {
    expect(sms.settings.safeParse(valid).success).toBe(true)
    expect(sms.settings.safeParse({ host: 'sms.example', systemId: 'shop' }).success).toBe(true)
    expect(sms.settings.safeParse({ way: 'smpp', gatewayUrl: 'https://x.example' }).success).toBe(false)
    expect(codeClasses('a b = later\n\n C=refused ').of).toEqual(
      new Map([
        ['a b', 'later'],
        ['C', 'refused'],
      ]),
    )
  })

  it('leads into no private network', async () => {
    const sender = sms.open(
      sms.settings.parse({ ...valid, gatewayUrl: 'http://169.254.169.254/latest' }),
      channelTools({ guard: createGuard([]) }),
    )
    opened.push(sender)
    expect(await sender.check()).toBe('private_address')
    const outcome = await sender.deliver({ deliveryId: id, address: '+8613800138000', content })
    expect(outcome).toMatchObject({ reason: 'private_address', retry: 'connection' })
  })
})
