import { defineErrors } from '../../kit/errors.ts'

export const qualityErrors = defineErrors('quality', {
  unknownField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; known: string }) => `There is no field "${p.field}". Fields here: ${p.known}.`,
    'zh-CN': (p: { field: string; known: string }) => `没有字段“${p.field}”。可用字段：${p.known}。`,
  },
  alreadyAsked: {
    kind: 'conflict',
    retryable: false,
    en: (p: { field: string }) =>
      `"${p.field}" is asked for already. Change that request, or close it first.`,
    'zh-CN': (p: { field: string }) => `“${p.field}”已有未关闭的数据需求，请修改该需求，或先将其关闭。`,
  },
  badContract: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; problem: string }) => `The contract cannot be kept: ${p.field}: ${p.problem}`,
    'zh-CN': (p: { field: string; problem: string }) => `无法保存约定：${p.field}：${p.problem}`,
  },
  nothingSeen: {
    kind: 'conflict',
    retryable: false,
    en: (p: { subject: string }) =>
      `Nothing has come as "${p.subject}" yet, so there is nothing to propose a contract from. Write it by hand, or wait for data.`,
    'zh-CN': (p: { subject: string }) =>
      `尚未收到“${p.subject}”的数据，无法据此生成约定草案。请手工填写，或等待数据到达。`,
  },
})
