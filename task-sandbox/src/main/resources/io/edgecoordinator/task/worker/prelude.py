# Runs first in every Python environment, before any code of the task: makes `context`, carries a call
# from the host to the handler and its results back. It imports what is built in and nothing else, so
# that an environment is made quickly; the task imports what it wants.
#
# host: log(level, text), base64(), deadline(), returned(topic, form, text), invalid(message),
#       threw(message, stack), out_of_memory(), unloadable(message, file, line, column),
#       publish(topic, form, text), state_get(key), state_put(key, json), state_delete(key),
#       state_keys(prefix), ask(kind, argument, json)
# A form is 'j' for JSON and 'b' for base64. Those that can be refused give None, or a text that begins
# with '+', or with '-' and then says why.
def __prelude__(host, environment_json):
    import _frozen_importlib as bootstrap
    import _frozen_importlib_external as files
    import _json
    import binascii
    import posix
    import sys

    DEBUG, INFO, WARN, ERROR = 0, 1, 2, 3
    host_log, host_publish, host_ask = host.log, host.publish, host.ask

    class CoordinatorError(RuntimeError):
        """The coordinator refused what was asked of it."""
        code = None

    class InvalidResult(Exception):
        """What the handler gave can not be passed on."""

    # JSON, by what the module json is made of.

    class Decoding:
        strict = True
        object_hook = object_pairs_hook = None
        parse_float, parse_int, parse_constant = float, int, None
        memo = {}

        @staticmethod
        def parse_constant(name):
            raise ValueError(name + ' is not JSON')

    scan = _json.make_scanner(Decoding)
    BLANK = ' \t\n\r'

    def parse(text):
        text = text.strip(BLANK)
        try:
            value, end = scan(text, 0)
        except StopIteration:
            raise ValueError('not JSON') from None
        if end != len(text):
            raise ValueError('something follows the JSON')
        return value

    def unknown(value):
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {'base64': binascii.b2a_base64(value, newline=False).decode('ascii')}
        raise TypeError('a ' + type(value).__name__ + ' is in it')

    def stringify(value):
        encode = _json.make_encoder(
            {}, unknown, _json.encode_basestring, None, ':', ',', False, False, False)
        return ''.join(encode(value, 0))

    def encoded(payload, what):
        """A payload on its way out: its form and its text."""
        if isinstance(payload, (bytes, bytearray, memoryview)):
            return 'b', binascii.b2a_base64(payload, newline=False).decode('ascii')
        if isinstance(payload, dict) and len(payload) == 1:
            text = payload.get('base64')
            if isinstance(text, str):
                return 'b', text
        try:
            return 'j', stringify(payload)
        except (TypeError, ValueError, RecursionError) as error:
            reason = 'it is nested too deeply' if isinstance(error, RecursionError) else str(error)
            raise InvalidResult(what + ' can not be written as JSON: ' + reason) from None

    def checked(answer):
        """The text of an answer, or None if there is none."""
        if answer is None:
            return None
        text = str(answer)
        if text[0] == '-':
            raise CoordinatorError(text[1:])
        return text[1:]

    def answered(answer):
        """What came back from the coordinator: nothing, JSON, or something else in base64."""
        text = checked(answer)
        if text is None:
            return None
        return parse(text[1:]) if text[0] == 'j' else {'base64': text[1:]}

    # The log: context.log, print, logging.

    def described(value):
        return value if isinstance(value, str) else repr(value)

    class Log:
        def __init__(self, level):
            self._level = level

        def __call__(self, *values):
            host_log(self._level, ' '.join([described(value) for value in values]))

    log = Log(INFO)
    log.debug, log.info, log.warn, log.error = Log(DEBUG), Log(INFO), Log(WARN), Log(ERROR)
    log.warning = log.warn

    class Output:
        """What print writes to: each line goes to the log."""
        encoding, errors, closed, newlines, line_buffering = 'utf-8', 'strict', False, None, True
        MOST = 1 << 16

        def __init__(self, name, level):
            self.name, self._level, self._line = name, level, ''

        def write(self, text):
            if not isinstance(text, str):
                raise TypeError('write() argument must be str, not ' + type(text).__name__)
            lines = (self._line + text).split('\n')
            self._line = lines.pop()
            for line in lines:
                host_log(self._level, line)
            if len(self._line) > self.MOST:
                self.flush_line()
            return len(text)

        def flush_line(self):
            if self._line:
                host_log(self._level, self._line)
                self._line = ''

        def writelines(self, lines):
            for line in lines:
                self.write(line)

        def flush(self):
            pass

        def isatty(self):
            return False

        def writable(self):
            return True

        def readable(self):
            return False

        seekable = readable

    out, err = Output('<stdout>', INFO), Output('<stderr>', WARN)
    sys.stdout = sys.__stdout__ = out
    sys.stderr = sys.__stderr__ = err

    class LoggingFinder:
        """Has the module logging, once it is imported, write to the task's log."""
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name != 'logging':
                return None
            sys.meta_path.remove(LoggingFinder)
            spec = bootstrap._find_spec(name, path, target)
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                levels = ((module.ERROR, ERROR), (module.WARNING, WARN), (module.INFO, INFO))

                class TaskLog(module.Handler):
                    def emit(self, record):
                        level = DEBUG
                        for least, ours in levels:
                            if record.levelno >= least:
                                level = ours
                                break
                        host_log(level, self.format(record))

                module.root.addHandler(TaskLog())
                module.root.setLevel(module.INFO)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, LoggingFinder)

    def leave(status):
        raise SystemExit(status)

    posix._exit = leave

    # The context of a call.

    class State:
        def get(self, key, default=None):
            text = checked(host.state_get(key_of(key)))
            return default if text is None else parse(text)

        def put(self, key, value):
            checked(host.state_put(key_of(key), json_of(value, 'the value for ' + key)))

        def delete(self, key):
            checked(host.state_delete(key_of(key)))

        def keys(self, prefix=''):
            text = checked(host.state_keys(prefix))
            return text.split('\0') if text else []

        def compare_and_set(self, key, expected, value):
            if self.get(key) != expected:
                return False
            if value is None:
                self.delete(key)
            else:
                self.put(key, value)
            return True

        compareAndSet = compare_and_set

    def key_of(key):
        if not isinstance(key, str) or not key:
            raise TypeError('a key is a str that is not empty, not ' + repr(key))
        return key

    def json_of(value, what):
        try:
            return stringify(value)
        except (ValueError, RecursionError) as error:
            raise ValueError(what + ' can not be written as JSON: ' + str(error)) from None
        except TypeError as error:
            raise TypeError(what + ' can not be written as JSON: ' + str(error)) from None

    class Shadow:
        def __init__(self, argument):
            self._argument = argument

        def get(self):
            return self._ask('SHADOW_GET', None)

        def update(self, document):
            return self._ask('SHADOW_UPDATE', json_of(document, 'the document'))

        def _ask(self, kind, content):
            """A refusal begins with a code of three digits, as in `409 Version conflict`."""
            try:
                return answered(host_ask(kind, self._argument, content))
            except CoordinatorError as refused:
                message = str(refused)
                if not message[:3].isdigit():
                    raise
                shown = self._argument.replace('\0', '/')
                error = CoordinatorError('shadow ' + shown + ': ' + message[4:])
                error.code = int(message[:3])
                raise error from None

    state = State()
    environment = parse(environment_json)

    class Context:
        """What a handler is told besides the event; the names are those of JavaScript, too."""
        def __init__(self, about):
            self._about = about.split('\0')

        attempt = property(lambda self: int(self._about[0]))
        event_id = eventId = property(lambda self: self._about[1])
        execution_id = executionId = property(lambda self: self._about[2] or self._about[1])
        topic = property(lambda self: self._about[3])
        device = property(lambda self: self._about[4] or None)
        deadline = property(lambda self: host.deadline())
        environment = property(lambda self: dict(environment))
        log = property(lambda self: log)
        state = property(lambda self: state)

        @property
        def captures(self):
            return dict(zip(self._about[5::2], self._about[6::2]))

        def publish(self, topic, payload):
            if not isinstance(topic, str) or not topic:
                raise TypeError('publish(topic, payload): the topic must be a str, not ' + repr(topic))
            form, text = encoded(payload, 'the payload for ' + topic)
            checked(host_publish(topic, form, text))

        def invoke(self, task, payload=None):
            return answered(host_ask('INVOKE', task, json_of(payload, 'the payload for ' + task)))

        def shadow(self, thing, name=None):
            return Shadow(thing if name is None else thing + '\0' + name)

        def fetch(self, url, method='GET', headers=None, body=None):
            request = {'url': url, 'method': method, 'headers': headers or {}, 'body': body}
            return answered(host_ask('FETCH', '', json_of(request, 'the request')))

    # What went wrong, and where.

    ROOT = '/bundle/'

    def relative(path):
        """The path inside the bundle, or what follows the folder of Python's own library."""
        if path.startswith(ROOT):
            return path[len(ROOT):]
        at = path.find('/lib/python3')
        return path if at < 0 else path[at + 1:]

    def column(step):
        positions = getattr(step.tb_frame.f_code, 'co_positions', None)
        if positions is not None and step.tb_lasti >= 0:
            try:
                for i, (line, _, start, _) in enumerate(positions()):
                    if i == step.tb_lasti // 2 and line == step.tb_lineno and start is not None:
                        return start + 1
            except Exception:
                pass
        return 0

    def steps(error):
        """File, function, line and column (0 if not known) of each call, the innermost first."""
        found, step = [], error.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            if code.co_filename.startswith(ROOT) or '/lib/python3' in code.co_filename:
                found.append((code.co_filename, code.co_name, step.tb_lineno, column(step)))
            step = step.tb_next
        return found[::-1]

    def message_of(error):
        if isinstance(error, SystemExit):
            status = 0 if error.code is None else error.code
            return 'the handler ended the program, with status ' + str(status)
        name = type(error).__name__
        try:
            text = error.msg if isinstance(error, SyntaxError) else str(error)
        except Exception:
            return name
        return name + ': ' + text if text else name

    def stack_of(error):
        lines = []
        for file, function, line, start in steps(error):
            place = relative(file) + ':' + str(line) + (':' + str(start) if start else '')
            lines.append('at ' + function + ' (' + place + ')')
        return '\n'.join(lines[:MOST_FRAMES])

    MOST_FRAMES = 50

    def unloadable(error, path):
        message = message_of(error)
        if isinstance(error, SyntaxError) and (error.filename or '').startswith(ROOT):
            host.unloadable(
                message, relative(error.filename), error.lineno or 0, error.offset or 0)
            return
        for file, _, line, start in steps(error):
            if file.startswith(ROOT):
                host.unloadable(message, relative(file), line, start)
                return
        host.unloadable(message, path, 0, 0)

    def load(path, function):
        """Loads the handler's file, a path inside the bundle, and says whether that went well."""
        name = path[:-len('.py')].replace('/', '.')
        sys.path[:0] = [ROOT[:-1], ROOT + 'lib', ROOT + 'site-packages']
        sys.path_importer_cache.clear()
        try:
            spec = files.spec_from_file_location(name, ROOT + path)
            module = bootstrap.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
        except BaseException as error:
            unloadable(error, path)
            return False
        nonlocal handler
        handler = getattr(module, function, None)
        if callable(handler):
            return True
        own = ', '.join([key for key, value in vars(module).items()
                         if callable(value) and not key.startswith('_')])
        there = 'there is ' + own if own else 'there is none'
        host.unloadable("no function '" + function + "'; " + there, path, 0, 0)
        return False

    def finished(awaitable):
        """What a coroutine returns. There is no event loop: nothing in it may have to wait for one."""
        try:
            awaitable.send(None)
        except StopIteration as done:
            return done.value
        awaitable.close()
        raise InvalidResult('the handler awaits something that needs an event loop, and there is none')

    def hand_over(value):
        if value is None:
            return
        if isinstance(value, dict) and isinstance(value.get('topic'), str) and 'payload' in value:
            if not value['topic']:
                raise InvalidResult('the returned topic is empty')
            form, text = encoded(value['payload'], 'the returned payload')
            checked(host.returned(value['topic'], form, text))
        else:
            form, text = encoded(value, 'the returned value')
            checked(host.returned(None, form, text))

    def call(payload, about):
        try:
            try:
                event = parse(payload)
            except (ValueError, RecursionError):
                event = {'base64': host.base64()}
            value = handler(event, Context(about))
            if hasattr(value, 'send') and hasattr(value, '__await__'):
                value = finished(value)
            hand_over(value)
        except InvalidResult as error:
            host.invalid(str(error))
        except MemoryError:
            host.out_of_memory()
        except BaseException as error:
            host.threw(message_of(error), stack_of(error))
        finally:
            out.flush_line()
            err.flush_line()

    handler = None
    return load, call
