import { z } from 'zod'
import { languageTag } from '../../../kit/language.ts'
import { jsonOrBlank } from '../../content/json-template.ts'
import { defineChannel, failed } from '../channel.ts'
import { composeSms } from './compose.ts'
import { content } from './content.ts'
import { openGateway } from './http/gateway.ts'
import { openSmppLink } from './link.ts'
import { smsParts } from './parts.ts'
import { form, settings } from './settings.ts'

const creative = z.object({
  language: languageTag,
  text: z.string().trim().min(1).max(1_000),
  templateNumber: z.string().trim().max(60).default(''),
  params: z.string().trim().max(2_000).default('').superRefine(jsonOrBlank),
})

const mostParts = 10

/** SMS by SMPP 3.4, which carriers and most providers speak, or by a gateway over HTTP. */
export const sms = defineChannel({
  id: 'sms',
  label: { en: 'SMS', 'zh-CN': '短信' },
  addressType: 'phone',
  consentChannel: 'sms',
  reach: 'sms',
  doNotSend: 'sms',
  proven: 'server',
  settings,
  form,
  creative,
  trial: (language) => ({
    language,
    text:
      language === 'en'
        ? 'This is a test of the SMS channel. It works.'
        : '这是一条测试短信，收到即说明渠道已接通。',
    templateNumber: '',
    params: '',
  }),
  content,
  limits: { perSecond: null, maxBytes: 3_000 },
  acceptsAddress: (address) => /^\+[1-9]\d{6,14}$/.test(address),
  compose: (frame, tools) => composeSms(creative, frame, tools),
  open: (options, tools) => {
    const isHttp = options.way === 'http'
    const link = isHttp ? openGateway(options, tools) : openSmppLink(options, tools)
    return {
      deliver: async ({ deliveryId, address, content: written }) =>
        smsParts(written.text).parts.length > mostParts
          ? failed('sms_too_long', { retry: false })
          : link.send({ deliveryId, to: address, content: written }),
      check: link.check,
      close: link.close,
    }
  },
})
