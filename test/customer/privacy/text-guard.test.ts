import { describe, expect, it } from 'vitest'
import { holdsIdentifier, maskText } from '../../../src/customer/privacy/text-guard.ts'

describe('identifiers in text', () => {
  it.each([
    ['call 13800138000 now', 'call *** now'],
    ['电话：138 0013 8000，勿扰', '电话：***，勿扰'],
    ['+86 138-0013-8000', '***'],
    ['１３８００１３８０００', '***'],
    ['+44 20 7946 0958', '***'],
    ['(020) 7946 0958', '***'],
    ['write to San@Example.com!', 'write to ***!'],
    ['11010519491231002X', '***'],
  ])('%s', (text, masked) => expect(maskText(text)).toBe(masked))

  it.each([
    'WHITE HANGING HEART T-LIGHT HOLDER',
    '2024-01-05 10:03',
    '85123A',
    '31625220889',
    '536365',
    '12.5 x 30 cm',
    '金卡会员',
    '100000000',
  ])('%s is left alone', (text) => expect(holdsIdentifier(text)).toBe(false))
})
