// A screen that is fetched when somebody opens it: what few people need costs the others nothing.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './button';
import { words } from './lang';
import { Notice } from './notice';

const w = words({
	loading: ['Đang tải…', 'Loading…'],
	failed: ['Chưa tải được phần này. Kiểm tra mạng rồi thử lại.', 'This part could not be loaded. Check the network and try again.'],
	again: ['Thử lại', 'Try again'],
});

// load: () => import('./screen').then((m) => m.Screen)
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
	let there: ComponentType<Props> | null = null;
	return function Later(props: Props) {
		const [, show] = useState(!!there);
		const [failed, fail] = useState(false);
		const fetchIt = () => {
			fail(false);
			load().then((part) => { there = part; show(true); }, () => fail(true));
		};
		useEffect(() => { if (!there) fetchIt(); }, []);
		const Part = there;
		if (Part)
			return <Part {...props} />;
		return failed ? <Notice kind="stop"><p>{w('failed')}</p><Button kind="second" onClick={fetchIt}>{w('again')}</Button></Notice> : <p role="status" class="soft">{w('loading')}</p>;
	};
}
