import { Input } from 'antd'
import { useUrlState } from './url-state.ts'

/** Looks for something in a list; what is looked for stands in the address. */
export function SearchField({ name, label, className }: { name: string; label: string; className?: string }) {
  const [url, setUrl] = useUrlState()
  const value = url[name] ?? ''
  return (
    <Input.Search
      // Written anew where the address changes by itself: by going back, or by a link.
      key={value}
      className={className ?? 'search-field'}
      allowClear
      defaultValue={value}
      placeholder={label}
      aria-label={label}
      onSearch={(text) => setUrl({ [name]: text.trim() })}
    />
  )
}
