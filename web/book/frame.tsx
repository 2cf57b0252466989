// What stands above every screen: the name, the language, what waits to be sent, and after a dose the red button.
import { loginNeeded, network } from '../shared/api';
import { Mark } from '../shared/frame';
import { language, words } from '../shared/lang';
import { link } from '../shared/route';
import { chooseLanguage } from './account';
import { outbox } from './outbox';
import { newVersion, takeNewVersion } from './updates';

const w = words({
	skip: ['Đến nội dung chính', 'Skip to main content'],
	product: ['Sổ sức khỏe điện tử', 'Health book'],
	home: ['Về trang đầu', 'To the start'],
	other: ['English', 'Tiếng Việt'],
	waiting: ['{n} báo cáo đang giữ ở máy này, sẽ gửi khi mở sổ lúc có mạng.', 'Reports kept on this phone: {n}. They are sent when the book is open and there is a network.'],
	offline: ['Mất mạng. Xin để trang này mở: trang tự gửi khi có mạng.', 'No network. Please leave this page open: it sends by itself when the network is back.'],
	busy: ['Máy chủ đang bận, đang tự gửi lại. Không cần bấm lần nữa.', 'The server is busy; sending again by itself. No need to press again.'],
	update: ['Đã có bản mới của sổ.', 'There is a new version of the book.'],
	take: ['Dùng bản mới', 'Use it'],
});

function Network() {
	const { state, waiting } = network.value;
	const kept = outbox.value.length;
	return (
		<div role="status" aria-live="polite">
			{waiting > 0 && state !== 'ok' && <p class="network"><span class="network__sign" aria-hidden="true">!</span><span>{w(state === 'busy' ? 'busy' : 'offline')}</span></p>}
			{kept > 0 && <p class="network"><span class="network__sign" aria-hidden="true">↑</span><span>{w('waiting', { n: kept })}</span></p>}
			{newVersion.value && (
				<p class="network"><span class="network__sign" aria-hidden="true">i</span>
					<span>{w('update')} <button type="button" class="network__button" onClick={takeNewVersion}>{w('take')}</button></span></p>
			)}
		</div>
	);
}

export function Top() {
	const other = language.value === 'vi' ? 'en' : 'vi';
	return (
		<>
			<header class="header">
				<a href="#main" class="govuk-skip-link" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>{w('skip')}</a>
				<div class="header__row">
					<a class="header__home" href={link()} aria-label={`${w('product')}. ${w('home')}`}><Mark /><span>{w('product')}</span></a>
					<div class="header__side">
						<button type="button" class="header__button" lang={other}
							onClick={() => chooseLanguage(other, !loginNeeded.value)}>{w('other')}</button>
					</div>
				</div>
			</header>
			<Network />
		</>
	);
}
