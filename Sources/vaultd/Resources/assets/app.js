// Everything works without this script. With it: progress while files are sent, no form sent twice,
// a word before an idle session ends.
(function () {
  'use strict';
  var root = document.documentElement;
  var lastContact = Date.now();
  var sending = false;
  root.classList.add('scripted');

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  // A page from the browser's memory may show what is no longer allowed to be seen.
  addEventListener('pageshow', function (event) { if (event.persisted) location.reload(); });

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { print(); });
  });

  document.querySelectorAll('form[data-once]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = 'yes';
      form.querySelectorAll('button').forEach(function (button) { button.setAttribute('aria-disabled', 'true'); });
    });
  });

  var idle = document.getElementById('idle');
  if (idle) {
    setInterval(function () {
      if (sending) return;
      var left = Number(idle.dataset.seconds) - (Date.now() - lastContact) / 1000;
      idle.hidden = left > 60;
      if (left <= 0) location.replace('/signed-out?ended=idle');
    }, 1000);
  }

  var form = document.getElementById('upload');
  if (!form) return;
  var words = form.dataset;
  var list = document.getElementById('queue');
  var submit = form.querySelector('button.main');
  var waiting = [];
  var sensitive = false;

  function add(file) {
    var item = make('li', 'wait');
    var line = make('p');
    var name = make('bdi', '', file.name);
    var remove = make('button', '', words.remove);
    var entry = { file: file, item: item, state: make('p', 'hint', words.waiting), remove: remove };
    remove.type = 'button';
    remove.setAttribute('aria-label', words.remove + ' ' + file.name);
    remove.addEventListener('click', function () {
      waiting.splice(waiting.indexOf(entry), 1);
      item.remove();
    });
    line.append(name, remove);
    item.append(line, entry.state);
    list.append(item);
    if (file.size > Number(words.max)) return refuse(entry, words.large);
    waiting.push(entry);
  }

  function refuse(entry, sentence, hint) {
    var text = make('div');
    var strong = make('strong');
    var title = make('p');
    strong.append(make('bdi', '', entry.file.name));
    title.append(strong);
    text.append(title, make('p', '', sentence));
    if (hint) text.append(make('p', '', hint));
    entry.item.className = 'result bad';
    entry.item.replaceChildren(text);
  }

  function show(entry, page) {
    var result = page && page.querySelector('li.result');
    if (result) return entry.item.replaceWith(document.adoptNode(result));
    var failure = page && page.querySelector('#failure h1');
    if (!failure) return location.assign('/documents');
    var hint = page.querySelector('#failure .lead');
    refuse(entry, failure.textContent, hint && hint.textContent);
  }

  function send(entry, done) {
    var request = new XMLHttpRequest();
    var body = new FormData();
    var bar = make('progress');
    body.append('csrf', form.elements.csrf.value);
    // Ticked while others are on their way, it counts for what is still to come.
    if (sensitive || form.elements.sensitive.checked) body.append('sensitive', 'yes');
    body.append('files', entry.file, entry.file.name);
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute('aria-label', entry.file.name);
    entry.remove.remove();
    entry.item.append(bar);
    request.upload.addEventListener('progress', function (event) {
      var percent = event.lengthComputable ? Math.floor(event.loaded * 100 / event.total) : 0;
      bar.value = percent;
      entry.state.textContent = percent < 100 ? words.sending + ' ' + percent + ' %' : words.checking;
      if (percent === 100) bar.removeAttribute('value');
    });
    request.addEventListener('loadend', function () {
      lastContact = Date.now();
      if (request.status) show(entry, request.response); else refuse(entry, words.lost);
      done();
    });
    request.open('POST', form.action);
    request.responseType = 'document';
    request.send(body);
  }

  function next() {
    var entry = waiting.shift();
    if (entry) return send(entry, next);
    var request = new XMLHttpRequest();
    request.addEventListener('loadend', function () {
      sending = false;
      submit.removeAttribute('aria-disabled');
      ['papers', 'quota'].forEach(function (id) {
        var fresh = request.response && request.response.getElementById(id);
        if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
      });
    });
    request.open('GET', '/documents');
    request.responseType = 'document';
    request.send();
  }

  form.querySelectorAll('input[type=file]').forEach(function (input) {
    input.addEventListener('change', function () {
      Array.prototype.forEach.call(input.files, add);
      input.value = '';
    });
  });

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    if (sending) return;
    if (!waiting.length) { document.getElementById('files').click(); return; }
    sending = true;
    sensitive = form.elements.sensitive.checked;
    submit.setAttribute('aria-disabled', 'true');
    next();
  });

  addEventListener('beforeunload', function (event) { if (sending) event.preventDefault(); });
})();
