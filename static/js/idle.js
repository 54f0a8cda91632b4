// On a desk page: whoever types or points is there, and the server is told so, at most once a minute. Before
// the idle exit a bar says so, and after it where to sign in again; nothing typed on the page is touched, and
// its form can be sent once one has signed in again in another window.
"use strict";

(() => {
  const URL = "/accounts/still-here/";
  const MINUTE = 60_000;
  const WARN_SECONDS = 120;
  let active = false;
  let asked = 0;
  let bar = null;

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  // Signing in makes a new token; forms that were open before carry the old one.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector('input[name="csrfmiddlewaretoken"]');
    if (field && token()) field.value = token();
  });

  // Once the bar leads to signing in it stays as it is: whoever is about to press the link must find it there.
  const say = (text, link) => {
    if (bar?.querySelector("a") && link) return;
    bar ??= document.body.appendChild(document.createElement("div"));
    bar.setAttribute("role", "alert");
    bar.style.cssText =
      "position:fixed;inset:auto 0 0;z-index:10000;padding:.8rem 1.25rem;background:#fdf6e8;color:#1c1917;" +
      "border-top:3px solid #a86800;font-size:1rem;line-height:1.6";
    bar.textContent = text;
    if (!link) return;
    const anchor = bar.appendChild(document.createElement("a"));
    anchor.href = link;
    anchor.target = "_blank";
    anchor.textContent = "在新窗口重新登录";
    anchor.style.cssText = "margin-left:1em;color:#9f0f14;text-decoration:underline";
  };
  const clear = () => {
    bar?.remove();
    bar = null;
  };

  const ask = async () => {
    const headers = { "X-CSRFToken": token(), "X-Requested-With": "XMLHttpRequest" };
    if (!active) headers["X-Background-Request"] = "1";
    active = false;
    asked = Date.now();
    let answer;
    try {
      answer = await fetch(URL, { method: "POST", headers });
    } catch {
      return; // no network; whatever saves the page says so
    }
    if (answer.status === 401) {
      const told = await answer.json();
      say(`${told.message}这一页上的内容还在。`, told.sign_in ?? "/accounts/login/");
      return;
    }
    const left = answer.ok ? (await answer.json()).seconds_left : null;
    if (left !== null && left <= WARN_SECONDS) {
      say(`很久没有操作了，${Math.ceil(left / 60)} 分钟后会自动退出。动一下鼠标或键盘就会继续。`);
    } else {
      clear();
    }
  };

  for (const kind of ["keydown", "pointerdown", "pointermove", "input"]) {
    document.addEventListener(
      kind,
      () => {
        active = true;
        // At once where the bar warns; otherwise the next round tells it.
        if (bar && Date.now() - asked > 2_000) ask();
      },
      { passive: true, capture: true },
    );
  }
  window.deskIsActive = () => {
    active = true; // for an editor in a frame, whose keys this page does not hear
  };
  setInterval(ask, MINUTE);
})();
