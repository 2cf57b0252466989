// A screen that is fetched when it is first opened: those whose work is at a table need not load it.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';

const w = words({
	loading: ['Đang tải…', 'Loading…'],
	away: ['Không tải được phần này. Kiểm tra mạng rồi mở lại.', 'This part could not be loaded. Check the network and open it again.'],
});

export function Later({ load, rest }: { load: () => Promise<ComponentType<{ rest: string[] }>>; rest: string[] }) {
	const [Part, setPart] = useState<ComponentType<{ rest: string[] }> | null>(null);
	const [away, setAway] = useState(false);
	useEffect(() => { load().then((part) => setPart(() => part), () => setAway(true)); }, []);
	if (away)
		return <Notice kind="stop">{w('away')}</Notice>;
	return Part ? <Part rest={rest} /> : <p role="status">{w('loading')}</p>;
}
