// Screens that few people open are loaded when they are opened; all of them lie in the service worker's cache soon after.
import { type ComponentType, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { Button } from '../shared/button';

const w = words({
	loading: ['Đang mở…', 'Opening…'],
	failed: ['Chưa tải được phần này vì mất mạng. Những gì đã nhập vẫn còn.', 'This part could not be loaded: the network is away. What you typed is kept.'],
	again: ['Thử lại', 'Try again'],
});

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
	let found: ComponentType<Props> | null = null;
	return function Lazy(props: Props) {
		const [, show] = useState(0);
		const [failed, fail] = useState(false);
		const start = () => {
			fail(false);
			load().then((it) => { found = it; show(1); }, () => fail(true));
		};
		useEffect(() => {
			if (found)
				return;
			start();
			addEventListener('online', start);
			return () => removeEventListener('online', start);
		}, []);
		if (found)
			return h(found, props);
		return (
			<main id="main" class="screen" tabIndex={-1}>
				{failed ? <Notice kind="warning"><p>{w('failed')}</p><Button kind="second" onClick={start}>{w('again')}</Button></Notice>
					: <p class="loading" role="status">{w('loading')}</p>}
			</main>
		);
	};
}
