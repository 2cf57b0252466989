// A screen that is fetched when somebody opens it: what few people need costs the others nothing.
import { signal } from '@preact/signals';
import { type ComponentType, Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from './button';
import { words } from './lang';
import { Notice } from './notice';

const w = words({
	loading: ['Đang mở…', 'Opening…'],
	failed: ['Chưa tải được phần này. Kiểm tra mạng rồi thử lại.', 'This part could not be loaded. Check the network and try again.'],
	again: ['Thử lại', 'Try again'],
});

// load: () => import('./screen').then((m) => m.Screen)
// Frame: what stands around the wait, where the screen brings a frame of its own.
// The part is one signal for all places that show it: it may arrive when the one that asked is gone and the next is not there yet.
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>, Frame: typeof Fragment = Fragment): ComponentType<Props> {
	const part = signal<ComponentType<Props> | null>(null);
	const failed = signal(false);
	const fetchIt = () => {
		if (part.peek())
			return;
		failed.value = false;
		load().then((it) => { part.value = it; }, () => { failed.value = true; });
	};
	return function Later(props: Props) {
		useEffect(() => {
			fetchIt();
			addEventListener('online', fetchIt);
			return () => removeEventListener('online', fetchIt);
		}, []);
		const Part = part.value;
		if (Part)
			return <Part {...props} />;
		return (
			<Frame>
				{failed.value ? <Notice kind="warning"><p>{w('failed')}</p><Button kind="second" onClick={fetchIt}>{w('again')}</Button></Notice>
					: <p class="loading" role="status">{w('loading')}</p>}
			</Frame>
		);
	};
}
