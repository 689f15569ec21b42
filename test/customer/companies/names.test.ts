import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { departmentPath } from '../../../src/customer/companies/departments.ts'
import { companyDomain, domainsOf } from '../../../src/customer/companies/domain.ts'
import { companyName, likeness } from '../../../src/customer/companies/name.ts'
import {
  companyNumber,
  creditCheckDigit,
  isSoleTraderNumber,
} from '../../../src/customer/companies/number.ts'
import { alikePairs } from '../../../src/customer/companies/propose.ts'
import { roleOf } from '../../../src/customer/companies/roles.ts'
import { loadNameForms } from '../../../src/customer/identity/names/forms.ts'

const forms = await loadNameForms()
const keyOf = (text: string) => companyName(text, forms)?.key
const coreOf = (text: string) => companyName(text, forms)?.core

describe('names of companies', () => {
  it('are the same whatever the legal form, width, script and case', () => {
    for (const same of [
      ['华为技术有限公司', '華為技術有限公司', '华为技术 有限公司', '华为技术股份有限公司'],
      ['Siemens AG', 'SIEMENS', 'siemens a.g.', 'Ｓｉｅｍｅｎｓ  AG'],
      ['Müller GmbH', 'Muller G.m.b.H.', 'Müller GmbH & Co. KG'],
      ['Acme Co., Ltd.', 'ACME CO LTD', 'Acme, Inc.', 'Acme'],
      ['株式会社トヨタ', 'トヨタ株式会社'],
    ])
      expect(new Set(same.map(keyOf)).size, same.join(' · ')).toBe(1)
  })

  it('stay apart where something else than the form differs', () => {
    expect(keyOf('华为技术有限公司')).not.toBe(keyOf('华为终端有限公司'))
    expect(keyOf('中国移动通信集团有限公司')).not.toBe(keyOf('中国移动通信有限公司'))
    expect(keyOf('Acme Trading Ltd')).not.toBe(keyOf('Acme Ltd'))
  })

  it('are nothing where there is no letter, and keep a form that is all there is', () => {
    expect(companyName(' -- ', forms)).toBeNull()
    expect(keyOf('有限公司')).toBe('有限公司')
    expect(keyOf('Co')).toBe('co')
  })

  it('have a core without the place, for proposals', () => {
    expect(coreOf('深圳市华为技术有限公司')).toBe(coreOf('华为技术有限公司'))
    expect(coreOf('Acme Holdings Germany GmbH')).toBe(coreOf('Acme Ltd'))
    expect(likeness('海尔电器', '海尔电气')).toBeGreaterThan(0.3)
    expect(likeness('acme tools', 'acme toools')).toBeGreaterThan(0.8)
    expect(likeness('a', 'b')).toBe(0)
  })

  it('are proposed as one when nearly equal, and not when their numbers say two', () => {
    const near = [
      { id: '2', core: '华为技术', number: null },
      { id: '1', core: '华为技术', number: 'A1' },
      { id: '3', core: '华为技术', number: 'B2' },
      { id: '4', core: '海尔电器', number: null },
    ]
    expect(alikePairs(near)).toEqual([
      ['1', '2'],
      ['2', '3'],
    ])
  })
})

describe('registration numbers', () => {
  // Codes of listed companies, as their licences print them.
  const published = ['914403001922038216', '9144030071526726XG', '91330100799655058B', '91110000802100433B']

  it('are unified codes that agree with their check digit', () => {
    for (const code of published) expect(creditCheckDigit(code.slice(0, 17))).toBe(code[17])
    for (const code of published) expect(companyNumber(` ${code.toLowerCase()} `)).toBe(code)
  })

  it('notice any one sign that is another, and any two neighbours exchanged', () => {
    const [code = ''] = published
    const signs = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...signs), (at, sign) => {
        const wrong = code.slice(0, at) + sign + code.slice(at + 1)
        expect(companyNumber(wrong)).toBe(wrong === code ? code : null)
      }),
    )
    for (let at = 0; at < 17; at++) {
      const swapped = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
      expect(companyNumber(swapped)).toBe(swapped === code ? code : null)
    }
  })

  it('of other lengths are taken as they are, texts are not', () => {
    expect(companyNumber('HRB 6684')).toBe('HRB6684')
    expect(companyNumber('440301103097413')).toBe('440301103097413')
    for (const bad of ['', 'none', '无', '91440300192203821'])
      expect(companyNumber(bad) ?? '').not.toHaveLength(18)
    expect(companyNumber('none')).toBeNull()
  })

  it('of sole traders are known by their beginning', () => {
    expect(isSoleTraderNumber('92310000MA1ABCDE0X')).toBe(true)
    expect(isSoleTraderNumber('914403001922038216')).toBe(false)
  })
})

it('domains are of one company: free mail is nobody’s', () => {
  expect(companyDomain('https://www.Huawei.com/cn/')).toBe('huawei.com')
  expect(companyDomain('sales@acme.co.uk')).toBe('acme.co.uk')
  for (const none of ['qq.com', 'GMAIL.com', 'nothing', '']) expect(companyDomain(none)).toBeNull()
  expect(domainsOf('li@mail.cn.acme.com')).toEqual(['mail.cn.acme.com', 'cn.acme.com', 'acme.com'])
  expect(domainsOf('li@163.com')).toEqual([])
})

it('titles tell the part in the buying centre', () => {
  for (const [title, role] of [
    ['采购经理', 'buyer'],
    ['Head of Procurement', 'buyer'],
    ['总经理', 'decision_maker'],
    ['CEO', 'decision_maker'],
    ['总经理助理', 'gatekeeper'],
    ['decision_maker', 'decision_maker'],
    ['高级工程师', 'influencer'],
    ['保洁', null],
  ] as const)
    expect(roleOf(title), title).toBe(role)
})

it('departments are read as paths', () => {
  expect(departmentPath(' 销售部 > 华东区 ')).toEqual(['销售部', '华东区'])
  expect(departmentPath('Sales/East\\Shanghai')).toEqual(['Sales', 'East', 'Shanghai'])
  expect(departmentPath('')).toEqual([])
})
