import type { Localized } from '../../../kit/api-shapes.ts'

/**
 * `honoured`: whoever refused personalised selection is treated as if nothing were known of them. `not_about_traits`: by
 * chance or by rules that look at no characteristic. `no_effect`: nothing happens to the person by it; people decide.
 */
export type OptOut = 'honoured' | 'not_about_traits' | 'no_effect'

/** A place where the program decides something about a person by itself. */
export interface AutomatedDecision {
  id: string
  name: Localized
  /** What is decided, and by which data. */
  what: Localized
  data: Localized
  effect: Localized
  optOut: OptOut
  /** How the refusal is honoured, or why it does not reach here. */
  how: Localized
  /** Source files in which it is taken or carried out; a test finds every such file. */
  places: readonly string[]
  /**
   * Tests that show it: file, and a part of the name. `test/server/automated/opt-out.engine.test.ts` has besides a case for
   * each of these in which somebody refused.
   */
  proofs: readonly (readonly [file: string, test: string])[]
}

/** Words in both languages. */
export const say = (en: string, zh: string): Localized => ({ en, 'zh-CN': zh })
