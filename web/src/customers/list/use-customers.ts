import { usePostedPages } from '../../api/hooks.ts'
import type { ListState } from './list-state.ts'

/** What is sent: the list, and whom it is asked for. */
export function listBody(state: ListState, search: string) {
  return {
    columns: state.columns,
    sort: state.sort,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(state.segment ? { segment: state.segment } : {}),
    ...(state.rule ? { rule: state.rule as Record<string, unknown> } : {}),
  }
}

/** Customers page by page; what is asked for goes in the body. */
export function useCustomers(state: ListState, search: string, enabled: boolean) {
  return usePostedPages('/customers/list', { ...listBody(state, search), limit: 100 }, { enabled })
}
