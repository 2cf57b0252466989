// What every application has around its content: skip link, header, language switch, network banner, footer.
import type { ComponentChildren } from 'preact';
import { network } from './api';
import { language, setLanguage, words } from './lang';

const w = words({
	skip: ['Đến nội dung chính', 'Skip to main content'],
	product: ['Tiêm Chủng', 'Tiêm Chủng'],
	english: ['English', 'Tiếng Việt'],
	offline: ['Mất kết nối mạng. Trang tự nối lại.', 'The network is away. The page reconnects by itself.'],
	busy: ['Máy chủ đang bận. Trang tự gửi lại.', 'The server is busy. The page sends again by itself.'],
	kept: ['{n} thao tác đang giữ ở máy này và sẽ tự gửi; đừng đóng trang.',
		'{n} actions are kept on this computer and will be sent by themselves; do not close the page.'],
	nothing: ['Không có thao tác nào chưa gửi.', 'Nothing is waiting to be sent.'],
});

// A shield of two leaves: our own mark.
export function Mark() {
	return (
		<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
			<path class="mark__left" d="M16 3C11 6 7 7 4 7c0 11 4 18 12 22z" />
			<path class="mark__right" d="M16 3c5 3 9 4 12 4 0 11-4 18-12 22z" />
			<path class="mark__drop" d="M16 10c3 4 4.5 6 4.5 8.2a4.5 4.5 0 0 1-9 0C11.5 16 13 14 16 10z" />
		</svg>
	);
}

export function LanguageSwitch() {
	const other = language.value === 'vi' ? 'en' : 'vi';
	return (
		<button type="button" class="header__button" lang={other} onClick={() => setLanguage(other)}>{w('english')}</button>
	);
}

export function Header({ name, home = '/', children }: { name: ComponentChildren; home?: string; children?: ComponentChildren }) {
	return (
		<header class="header">
			<a href="#main" class="govuk-skip-link" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>
				{w('skip')}
			</a>
			<div class="header__row">
				<a class="header__home" href={home}><Mark /><span class="header__product">{w('product')}</span></a>
				<span class="header__name">{name}</span>
				<div class="header__side">{children}<LanguageSwitch /></div>
			</div>
		</header>
	);
}

export function NetworkBanner() {
	const { state, waiting } = network.value;
	return (
		<div role="status" aria-live="polite">
			{state !== 'ok' && (
				<p class="network">
					<span class="network__sign" aria-hidden="true">!</span>
					<span><strong>{w(state)}</strong> {waiting ? w('kept', { n: waiting }) : w('nothing')}</span>
				</p>
			)}
		</div>
	);
}
