// What a page of the desk sends by itself while somebody works on it; the idle exit does not count it as activity.
"use strict";
window.bulletinBackground = (() => {
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  // `options` are fetch()'s own: keepalive, signal.
  const tell = (url, body, options = {}) =>
    fetch(url, {
      ...options,
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": token(),
        "X-Requested-With": "XMLHttpRequest",
        "X-Background-Request": "1",
      },
      body: JSON.stringify(body),
    });
  const told = async (answer) => {
    try {
      return await answer.json();
    } catch {
      return {};
    }
  };
  return { tell, told };
})();
