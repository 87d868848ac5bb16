@echo off
rem Sotto's front door on Windows: the same as ./sotto, except for "test", which needs a POSIX shell (WSL or Git Bash).
rem Never run on Windows by its authors: see README.
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0"
set "APP=%HOME_DIR%cli\target\app"
set "STATE=%HOME_DIR%.sotto"

if "%~1"=="" goto usage_error
if "%~1"=="--help" goto usage
if "%~1"=="-h" goto usage
if "%~1"=="help" if "%~2"=="" goto usage
if "%~1"=="test" (
  echo sotto: "test" needs a POSIX shell: run ./sotto test in WSL or Git Bash, or mvn -P check verify 1>&2
  exit /b 69
)

if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo sotto: needs a Java development kit, 17 to 25; found none ^(JAVA_HOME is "%JAVA_HOME%"^) 1>&2
  echo   winget install EclipseAdoptium.Temurin.17.JDK, or https://adoptium.net 1>&2
  exit /b 69
)
set "MAJOR="
for /f "tokens=3" %%v in ('""%JAVA%" -version 2>&1" ^| findstr /c:" version "') do if not defined MAJOR for /f "delims=.-+ tokens=1" %%m in ("%%~v") do set "MAJOR=%%m"
if not defined MAJOR set "MAJOR=0"
if %MAJOR% LSS 17 (
  echo sotto: needs Java 17 to 25; found version %MAJOR% at "%JAVA%" 1>&2
  echo   winget install EclipseAdoptium.Temurin.17.JDK, or https://adoptium.net 1>&2
  exit /b 69
)

rem A source newer than the last build?
powershell -NoProfile -Command "$b=Get-Item -ErrorAction SilentlyContinue -LiteralPath '%APP%\built'; if(-not $b){exit 1}; $r='%HOME_DIR%'; $n=@('background','core','jvm','testkit','phone-bench','bench','cli') | ForEach-Object { Get-ChildItem -Recurse -ErrorAction SilentlyContinue -LiteralPath ($r+$_+'\src\main'); Get-Item -ErrorAction SilentlyContinue -LiteralPath ($r+$_+'\pom.xml') }; $n+=Get-Item -LiteralPath ($r+'pom.xml'); if($n | Where-Object { $_.LastWriteTimeUtc -gt $b.LastWriteTimeUtc }){exit 1}; exit 0"
if errorlevel 1 call :build
if errorlevel 1 exit /b %errorlevel%

set "NATIVE="
if %MAJOR% GEQ 24 set "NATIVE=--enable-native-access=ALL-UNNAMED"
"%JAVA%" %NATIVE% %SOTTO_JAVA_OPTS% "-Dsotto.home=%HOME_DIR%." -cp "%APP%\lib\*" dev.sotto.cli.Main %*
exit /b %errorlevel%

:build
where mvn >nul 2>&1
if errorlevel 1 (
  echo sotto: needs Maven 3.6.3 or later to build; found none on the PATH 1>&2
  echo   https://maven.apache.org/download.cgi, then put its bin folder on the PATH 1>&2
  exit /b 69
)
if not exist "%STATE%" mkdir "%STATE%"
set /a WAITED=0
:lock
mkdir "%STATE%\build.lock" >nul 2>&1
if not errorlevel 1 goto locked
set /a WAITED+=1
if %WAITED% GTR 300 (
  echo sotto: another build has held "%STATE%\build.lock" for 300 s; end it, or remove that folder 1>&2
  exit /b 75
)
ping -n 2 127.0.0.1 >nul
goto lock
:locked
echo sotto: building, at most two minutes ... 1>&2
if exist "%HOME_DIR%cli\target\run\app" rmdir /s /q "%HOME_DIR%cli\target\run\app"
type nul > "%STATE%\began"
pushd "%HOME_DIR%"
call mvn -B -ntp -q -P run -pl cli -am package > "%STATE%\build.log" 2>&1 < nul
set "RESULT=%errorlevel%"
popd
if not "%RESULT%"=="0" (
  findstr /b /c:"[ERROR] " "%STATE%\build.log" 1>&2
  echo sotto: the build failed, the whole log is in "%STATE%\build.log" 1>&2
  rmdir /s /q "%STATE%\build.lock"
  exit /b 70
)
if exist "%APP%" rmdir /s /q "%APP%"
move "%STATE%\began" "%HOME_DIR%cli\target\run\app\built" >nul
move "%HOME_DIR%cli\target\run\app" "%APP%" >nul
rmdir /s /q "%STATE%\build.lock"
exit /b 0

:usage_error
call :text 1>&2
exit /b 64

:usage
call :text
exit /b 0

:text
echo Sotto keeps an app's data in sync with the devices around it, and goes on doing so in the background.
echo.
echo Usage: sotto COMMAND [OPTIONS]
echo.
echo   demo      two real processes, three nights: what arrives while the phone's screen is off
echo   peer      a headless peer: for servers, and for trying two terminals
echo   key       make a key file for peers that trust each other
echo   retire    take a store out of an app by its name
echo   shell     type statements against a store
echo   backup    copy a store, also while it is in use
echo   export    a store's documents as lines of JSON
echo   import    lines of JSON as documents
echo   disk      what a store takes on the disk
echo   doctor    what keeps an app alive on this machine, what does not, and what to change
echo   simulate  virtual worlds of devices in trouble, by their seeds, and what went wrong in them
echo   bench     speed beside a floor of 120 lines and a bare SQLite row, bytes of sync, meshes of 2 to 1,000 peers
echo.
echo Examples:
echo   sotto demo
echo   sotto key orders.key
echo   sotto peer --dir till --key orders.key --listen 127.0.0.1:4040
exit /b 0
