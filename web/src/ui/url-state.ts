import { useNavigate, useSearch } from '@tanstack/react-router'

/**
 * The state of a page that a link should show to a colleague: filters, period, tab. Values are plain text;
 * an empty value leaves the address.
 */
export function useUrlState(): [Record<string, string>, (change: Record<string, string | null>) => void] {
  const search = useSearch({ strict: false }) as Record<string, string>
  const navigate = useNavigate()
  const set = (change: Record<string, string | null>) => {
    void navigate({
      to: '.',
      search: ((previous: Record<string, string>) => {
        const next = { ...previous }
        for (const [key, value] of Object.entries(change)) {
          if (value === null || value === '') delete next[key]
          else next[key] = value
        }
        return next
      }) as never,
      replace: true,
    })
  }
  return [search, set]
}
